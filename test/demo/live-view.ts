import type { FeedLine } from './server-process.ts'

const colours = { agent: 36, caller: 33, state: 90, stream: 35, turn: 32, tool: 34, done: 32, fault: 31 } as const
type Who = keyof typeof colours

/** A call as it happens, a line an event, above a bar that fills as the parts of the demo come true. */
export interface LiveView {
  show(who: Who, text: string): void
  feed(line: FeedLine): void
  /** So many of the checks have come true. */
  progress(done: number, of: number, next: string): void
  end(): void
}

export function createLiveView(out: NodeJS.WriteStream): LiveView {
  const began = Date.now()
  const isTerminal = out.isTTY
  let bar = ''

  function show(who: Who, text: string): void {
    const seconds = ((Date.now() - began) / 1000).toFixed(1).padStart(5)
    const name = who.padEnd(6)
    if (isTerminal) out.write('\r\u001b[K')
    out.write(
      isTerminal
        ? `${seconds}s  \u001b[${colours[who]}m${name}\u001b[0m  ${text}\n`
        : `${seconds}s  ${name}  ${text}\n`,
    )
    if (isTerminal) out.write(bar)
  }

  return {
    show,
    progress(done, of, next) {
      const filled = Math.round((done / of) * 24)
      bar = `[${'█'.repeat(filled)}${'░'.repeat(24 - filled)}] ${done}/${of}  ${next}`
      if (isTerminal) out.write(`\r\u001b[K${bar}`)
    },
    end() {
      bar = ''
      if (isTerminal) out.write('\r\u001b[K')
    },
    feed(line) {
      const told = tell(line)
      for (const [who, text] of told) show(who, text)
    },
  }
}

/** What a line of the feed is for people. */
function tell(line: FeedLine): [Who, string][] {
  switch (line.type) {
    case 'stepped':
      return step(line as unknown as Stepped)
    case 'words':
      return line['final'] === true && line['text'] !== '' ? [['caller', `“${String(line['text'])}”`]] : []
    case 'interrupted':
      return [['turn', `the caller broke in: our speech stopped ${String(line['voiceMs'])} ms after the voice began`]]
    case 'spoke':
      return typeof line['sinceVoiceMs'] === 'number' && line['sinceVoiceMs'] < 10_000
        ? [
            [
              'turn',
              `first sound ${line['sinceVoiceMs']} ms after the caller's last, ${String(line['sinceTurnMs'])} ms after the end of the turn`,
            ],
          ]
        : []
    case 'stream':
      return [['stream', String(line['how'])]]
    case 'taken-over':
      return [['stream', 'the call was taken over from a server that died']]
    case 'fault':
      return [['fault', `${String(line['where'])}: ${String(line['error'])}`]]
    case 'ended':
      return [['done', `call over: ${String(line['outcome'])}`]]
    default:
      return []
  }
}

interface Stepped {
  readonly event: {
    readonly type: string
    readonly outcome?: { readonly ok?: boolean; readonly error?: string; readonly message?: string }
  }
  readonly from: unknown
  readonly to: unknown
  readonly why: readonly string[]
  readonly commitMs: number
  readonly effects: readonly {
    readonly type: string
    readonly text?: string
    readonly tool?: string
    readonly purpose?: string
  }[]
}

function step({ event, from, to, why, commitMs, effects }: Stepped): [Who, string][] {
  const lines: [Who, string][] = []
  if (JSON.stringify(from) !== JSON.stringify(to)) {
    lines.push([
      'state',
      `${place(from)} → ${place(to)}   ${event.type}: ${why.join(', ')}  (${commitMs.toFixed(2)} ms to commit)`,
    ])
  }
  for (const effect of effects) {
    if (effect.type === 'say')
      lines.push(['agent', `${effect.text ?? ''}${effect.purpose === 'filler' ? '  (filler)' : ''}`])
    if (effect.type === 'tool.call') lines.push(['tool', `${effect.tool ?? ''} is called`])
  }
  if (event.type === 'tool.finished')
    lines.unshift([
      'tool',
      event.outcome?.ok === true
        ? 'it answered'
        : `it failed: ${event.outcome?.error ?? ''} ${event.outcome?.message ?? ''}`,
    ])
  return lines
}

/** A state's value as a path: "ask.listening". */
function place(value: unknown): string {
  if (value === null) return 'ring'
  if (typeof value === 'string') return value
  const [name, inner] = Object.entries(value as object)[0] ?? ['', '']
  return `${name}.${place(inner)}`
}
