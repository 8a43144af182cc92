import type { Clock } from '../../media/clock.ts'
import type { CallSession } from '../session.ts'

/** Looks at this rate whether a sentence has ended. */
const lookEveryMs = 100

/**
 * Gives all calls of a server up for others, each once what is being said has been said, and at the latest after `ms`. Those
 * that are opened meanwhile are given up too.
 */
export async function handOverAll(sessions: ReadonlyMap<string, CallSession>, clock: Clock, ms: number): Promise<void> {
  const until = clock.now() + ms
  do await Promise.all(Array.from(sessions.values(), (session) => handOver(session, clock, until)))
  while (sessions.size > 0 && clock.now() < until)
}

async function handOver(session: CallSession, clock: Clock, until: number): Promise<void> {
  while (session.isSpeaking && clock.now() < until) await new Promise<void>((go) => clock.after(lookEveryMs, go))
  await session.handOver().catch((error: unknown) => session.notice({ type: 'fault', where: 'hand-over', error }))
}
