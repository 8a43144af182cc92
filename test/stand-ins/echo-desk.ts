import type { CallDesk, Ring, RungLeg } from '../../src/telephony/call-desk.ts'
import type { Line, LineListener } from '../../src/telephony/line.ts'

/** What a desk was asked and told, in order. */
export type DeskEvent =
  | { readonly type: 'ring'; readonly ring: Ring }
  | { readonly type: 'connect'; readonly callId: string; readonly line: Line }
  | { readonly type: 'audio'; readonly callId: string; readonly bytes: number; readonly atMs: number }
  | { readonly type: 'key'; readonly callId: string; readonly key: string }
  | { readonly type: 'mark'; readonly callId: string; readonly name: string }
  | { readonly type: 'end'; readonly callId: string; readonly how: 'stop' | 'lost' }
  | { readonly type: 'ended'; readonly lineId: string; readonly status: string }
  | { readonly type: 'transferred'; readonly lineId: string; readonly outcome: string }
  | { readonly type: 'rung'; readonly callId: string; readonly transferId: string; readonly leg: RungLeg }

/** A desk without flows: it says a tone, then says back what it hears. Its calls live until they are ended. */
export interface EchoDesk extends CallDesk {
  readonly events: readonly DeskEvent[]
  readonly lines: ReadonlyMap<string, Line>
  /** For the server's look-ups: the call id of a line. */
  findByLine(lineId: string): string | null
  /** From now on these reject, as they do without a store. */
  breakDown(): void
  finish(callId: string): void
}

export interface EchoOptions {
  readonly greeting: Uint8Array
  /** Before a listener is given: what a slow store takes. */
  readonly connectDelay?: () => Promise<void>
  /** Thrown by the listener at this key: a session with a fault in it. */
  readonly throwsAtKey?: string
  readonly unknownNumbers?: readonly string[]
}

export function createEchoDesk(options: EchoOptions): EchoDesk {
  const events: DeskEvent[] = []
  const lines = new Map<string, Line>()
  const byLine = new Map<string, string>()
  const over = new Set<string>()
  let isBroken = false
  const check = () => {
    if (isBroken) throw new Error('the store does not answer')
  }

  return {
    events,
    lines,
    findByLine: (lineId) => byLine.get(lineId) ?? null,
    breakDown() {
      isBroken = true
    },
    finish(callId) {
      over.add(callId)
      lines.get(callId)?.close(1000, 'done')
    },
    async ring(ring) {
      check()
      events.push({ type: 'ring', ring })
      if (options.unknownNumbers?.includes(ring.to)) return 'unknown_number'
      const callId = byLine.get(ring.lineId) ?? `call-${byLine.size + 1}`
      byLine.set(ring.lineId, callId)
      return { callId, flow: 'echo' }
    },
    connect(callId, line) {
      events.push({ type: 'connect', callId, line })
      lines.set(callId, line)
      const listener = listen(callId, line)
      const begin = () => {
        line.play(options.greeting)
        line.mark('greeting')
        return listener
      }
      return options.connectDelay === undefined ? begin() : options.connectDelay().then(begin)
    },
    async resume(lineId) {
      check()
      const callId = byLine.get(lineId)
      if (callId === undefined) return 'unknown'
      return over.has(callId) ? 'over' : 'reconnect'
    },
    async ended(lineId, status) {
      check()
      events.push({ type: 'ended', lineId, status })
      const callId = byLine.get(lineId)
      if (callId !== undefined) over.add(callId)
    },
    async transferred(lineId, outcome) {
      events.push({ type: 'transferred', lineId, outcome })
      // As a flow that ends with the transfer.
      const callId = byLine.get(lineId)
      if (callId !== undefined && outcome === 'completed') over.add(callId)
    },
    async rung(callId, transferId, leg) {
      events.push({ type: 'rung', callId, transferId, leg })
      return { brief: 'Wants a table for four.', language: 'en-GB' }
    },
    get live() {
      return byLine.size - over.size
    },
    async drain() {
      for (const line of lines.values()) line.close(1012, 'handed over')
    },
  }

  function listen(callId: string, line: Line): LineListener {
    return {
      onAudio(audio, atMs) {
        events.push({ type: 'audio', callId, bytes: audio.length, atMs })
        line.play(audio)
      },
      onKey(key) {
        events.push({ type: 'key', callId, key })
        if (key === options.throwsAtKey) throw new Error('a fault in a session')
      },
      onMark: (name) => void events.push({ type: 'mark', callId, name }),
      onEnd: (how) => void events.push({ type: 'end', callId, how }),
    }
  }
}
