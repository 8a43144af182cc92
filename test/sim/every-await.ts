import type { Plan, Point } from './plan.ts'
import { simulate, type Outcome } from './world/world.ts'

/** Points that a call passes hundreds of times and that all lead to the same: what a server says, renews and looks for. */
const often = new Set(['*', 'line.media', 'line.control'])

/** A call that goes through everything that its flow has, with a caller who answers as they should, and no faults. */
export function plainCall(flow: string, seed: number): Plan {
  return {
    seed,
    flow,
    servers: [{ skewMs: 0 }, { skewMs: 0 }],
    replica: false,
    caller: { seed, sense: 1, moves: 12, hangsUpAtMs: null, interrupts: 0 },
    line: { abnormalEnd: 'redirects', sendsSilence: false, transfers: ['busy', 'completed'] },
    faults: [],
  }
}

/** A call of ours that somebody answers, and is put through from to somebody who takes it. */
export function plainCallOfOurs(seed: number): Plan {
  const plan = plainCall('parcel', seed)
  return {
    ...plan,
    line: { ...plan.line, transfers: ['completed'] },
    outbound: { isTaken: true, queuedMs: 400, ringsMs: 3000, answer: 'person' },
  }
}

/** The same call again and again, each time killing the server at another of the points that it passes. */
export async function* crashAtEvery(
  plan: Plan,
  wants: (at: string) => boolean = (at) => !often.has(at) && !/renew|orphans/.test(at),
): AsyncGenerator<{ readonly point: Point; readonly outcome: Outcome }> {
  const { points } = await simulate(plan)
  for (const [at, times] of points) {
    if (!wants(at)) continue
    for (let nth = 1; nth <= times; nth++) {
      const when = { at, nth }
      const fault = { kind: 'crash', when, restartMs: 1000, vanishes: false } as const
      yield { point: when, outcome: await simulate({ ...plan, faults: [fault] }) }
    }
  }
}
