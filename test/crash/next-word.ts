import type { StandInCall } from '../stand-ins/twilio-call.ts'

/** P6: where the line redirects, where it must be fetched back, and where the host vanished without a word. */
export const limitsMs = { redirects: 2500, fetched: 5000, vanishes: 8000 } as const

/** P6, in call milliseconds: from a fault to the agent's next audible word. Null where the call was over first. */
export interface NextWord {
  readonly ms: number | null
  readonly call: StandInCall
  /** The caller went on keying on the new stream and broke into the first word: how long they took is theirs. */
  readonly spokenOver: boolean
  /** What happened on the line from the fault to the word. */
  readonly story: string
}

/** Nobody is waited for longer. */
const longestMs = 30_000

/**
 * Measures for every call that has lost its stream with this fault, or is about to: the next word is the first that comes
 * on another stream.
 */
export async function nextWords(calls: readonly StandInCall[]): Promise<NextWord[]> {
  return Promise.all(
    calls.map(async (call): Promise<NextWord> => {
      const faultMs = call.nowMs
      const before = call.streamSids.length
      const from = call.log.length
      const story = (): string =>
        call.log
          .slice(from)
          .filter(({ what }) => what !== 'server.mark' && what !== 'key')
          .map(({ atMs, what, detail }) => `${atMs - faultMs} ${what} ${detail}`)
          .join('; ')
      let freshMs: number | null = null
      const spokenOver = (): boolean =>
        call.log.slice(from).some(({ what, atMs }) => what === 'key' && freshMs !== null && atMs >= freshMs)
      const heardAgain = (): boolean => {
        if (freshMs === null && call.streamSids.length > before) freshMs = call.nowMs
        return freshMs !== null && call.agentHeardMs > freshMs
      }
      try {
        await call.until('the agent is heard again', heardAgain, longestMs)
        return { call, ms: call.nowMs - faultMs, spokenOver: spokenOver(), story: story() }
      } catch {
        return { call, ms: call.isOver ? null : Infinity, spokenOver: false, story: story() }
      }
    }),
  )
}
