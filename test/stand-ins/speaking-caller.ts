import { encodeMulaw } from '../../src/media/mulaw.ts'
import type { VoicePort } from '../../src/speech/voice.ts'
import type { StandInCall } from './twilio-call.ts'

/** What a caller will say, rendered before the call: by its text, mu-law at 8 kHz. */
export type CallerLines = ReadonlyMap<string, Uint8Array>

/** Renders what a caller will say, so that the call itself waits for no voice. */
export async function prepareLines(
  voice: VoicePort,
  texts: readonly string[],
  language = 'en-GB',
): Promise<CallerLines> {
  const lines = new Map<string, Uint8Array>()
  for (const text of texts) {
    const parts: Uint8Array[] = []
    for await (const pcm of voice.speak({ text, language })) {
      const part = new Uint8Array(pcm.length)
      encodeMulaw(pcm, part)
      parts.push(part)
    }
    lines.set(text, Buffer.concat(parts))
  }
  return lines
}

/** What was heard of the agent, in call time. */
interface Heard {
  readonly beganMs: number
  readonly endedMs: number
  /** From the caller's last move to the agent's first sound. */
  readonly waitedMs: number
}

/**
 * Somebody who calls: one move after another, each a promise that settles when it is done. Every wait is bounded, and
 * rejects with what it waited for when the call is over first.
 */
export interface SpeakingCaller {
  readonly call: StandInCall
  says(text: string): Promise<void>
  waits(ms: number): Promise<void>
  /** Listens to the agent, from the last move on, until `quietMs` (700) of silence follow. */
  hears(options?: { readonly quietMs?: number; readonly withinMs?: number }): Promise<Heard>
  /** Listens until the agent begins to speak. */
  hearsBeginning(options?: { readonly withinMs?: number }): Promise<void>
  /** Breaks in `afterMs` after the agent has begun. */
  interrupts(text: string, afterMs: number): Promise<void>
  /** Keys one after another, 200 ms apart. */
  presses(keys: string): Promise<void>
  hangsUp(): void
  drops(): void
}

/** A caller who says only lines that were prepared; any other is a mistake of the script, and throws. */
export function createSpeakingCaller(call: StandInCall, lines: CallerLines): SpeakingCaller {
  let movedMs = 0
  const moved = () => {
    movedMs = call.nowMs
  }
  const waits = (ms: number) => {
    const due = call.nowMs + ms
    return call.until(`${ms} ms`, () => call.nowMs >= due, ms + 60_000)
  }
  const beginning = (withinMs: number) =>
    call.until('the agent begins to speak', () => call.agentHeardMs > movedMs, withinMs)

  const caller: SpeakingCaller = {
    call,
    async says(text) {
      const audio = lines.get(text)
      if (audio === undefined) throw new Error(`the line was not prepared: ${text}`)
      await call.speak(audio)
      moved()
    },
    async waits(ms) {
      await waits(ms)
      moved()
    },
    async hears({ quietMs = 700, withinMs = 60_000 } = {}) {
      await beginning(withinMs)
      const beganMs = call.agentHeardMs
      await call.until('the agent stops speaking', () => call.nowMs - call.agentHeardMs >= quietMs, withinMs)
      const heard = { beganMs, endedMs: call.agentHeardMs, waitedMs: beganMs - movedMs }
      moved()
      return heard
    },
    hearsBeginning: ({ withinMs = 60_000 } = {}) => beginning(withinMs),
    async interrupts(text, afterMs) {
      await beginning(60_000)
      await waits(afterMs)
      await caller.says(text)
    },
    async presses(keys) {
      for (const key of keys) {
        call.press(key)
        await waits(200)
      }
      moved()
    },
    hangsUp: () => call.hangUp(),
    drops: () => call.drop(),
  }
  return caller
}
