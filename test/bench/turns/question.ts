import type { Slot, SlotType } from '../../../engine/language/slot.ts'
import { understand, type Understood } from '../../../engine/hearing/understand.ts'
import type { Listen } from '../../../engine/machine/effect.ts'

/** An answer that somebody gave. */
export interface Row {
  readonly id: string
  /** Rows of one caller, one after the other. */
  readonly dialogue: string
  readonly type: SlotType
  readonly language: string
  readonly role?: string
  readonly hypotheses: readonly string[]
  readonly now?: string
  readonly options?: Readonly<Record<string, readonly string[]>>
}

const listens = new Map<string, Listen>()
/** Rows without a time of their own are asked on this day. */
const asked = Date.parse('2026-10-08T12:00:00Z')

/** A gather of this one slot, as a flow would have it. The same object each time, so that what is prepared for it is kept. */
export function listenFor({ type, language, role, options }: Row): Listen {
  const key = `${type} ${language} ${role} ${JSON.stringify(options ?? {})}`
  const known = listens.get(key)
  if (known !== undefined) return known
  const region = language.split('-')[1]
  const slot: Slot = {
    name: role ?? type,
    type,
    reject: [],
    ...(region === undefined ? {} : { region }),
    ...(options === undefined
      ? {}
      : { options: Object.fromEntries(Object.entries(options).map(([value, synonyms]) => [value, { synonyms }])) }),
  }
  const bargein = { mode: 'speech', minWords: 2, minMs: 0, ignore: [], always: [] } as const
  const listen: Listen = { type: 'listen', state: 'ask', language, slots: [slot], options: {}, bargein, earlier: {} }
  listens.set(key, listen)
  return listen
}

/** What these words mean to the row's question. */
export function understandAs(row: Row, texts: readonly string[]): Understood {
  const nowMs = row.now === undefined ? asked : Date.parse(row.now)
  const hypotheses = texts.map((text) => ({ text, confidence: 1 }))
  return understand(hypotheses, listenFor(row), { nowMs, timezone: 'Europe/London' })
}
