/** Something wrong that happened in an explored call. */
export interface Danger {
  readonly code: DangerCode
  /** The state in which it happened, and its flow. */
  readonly state: string
  readonly flow: string
  /** A sentence; never a caller's words. */
  readonly message: string
  /** What a test expects that fails while the danger is there; absent where a test cannot say it. */
  readonly expect?: Readonly<Record<string, unknown>>
}

export const dangerCodes = [
  'dead-end',
  'endless-silence',
  'loop-without-caller',
  'silence-over-limit',
  'write-twice',
  'write-after-unknown',
  'pci-told',
  'flow-fault',
  'not-granted',
  'no-human',
  'not-reached',
] as const
export type DangerCode = (typeof dangerCodes)[number]

/** What harms no call, or only one that the machine's own bounds end: a designer may have meant it. */
const warnings: ReadonlySet<DangerCode> = new Set(['endless-silence', 'write-after-unknown', 'no-human', 'not-reached'])

export function severityOf(code: DangerCode): 'error' | 'warning' {
  return warnings.has(code) ? 'warning' : 'error'
}
