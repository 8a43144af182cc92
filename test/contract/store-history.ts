import { randomUUID } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CommitReply, Step } from '../../src/store/store.ts'
import { lease, newCall, noon, step } from './steps.ts'
import type { StoreUnderTest } from './store.ts'

/** What a server may do with a call, in any order, also when it has lost it. */
type Move =
  | { readonly do: 'take'; readonly force: boolean }
  | { readonly do: 'commit' }
  | { readonly do: 'commit again' }
  | { readonly do: 'commit ahead' }
  | { readonly do: 'renew' }
  | { readonly do: 'release' }
type Server = 'a' | 'b'

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const), force: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('commit' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('commit again' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('commit ahead' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const) }) },
)

/** Moves in one round run at the same time. */
const rounds = fc.array(fc.array(fc.tuple(fc.constantFrom<Server>('a', 'b'), move), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 12,
})

/** What a server believes of the call. */
interface Belief {
  token: number
  seq: number
  last: Step | null
}

/** P1 and P2: whatever two servers do to a call at the same time, it has one history without a gap, and one writer. */
export function testOneHistory(open: () => Promise<StoreUnderTest>): void {
  test('two servers that do anything at any time leave one gap-free history', { timeout: 60_000 }, async () => {
    const under = await open()
    try {
      await fc.assert(
        fc.asyncProperty(rounds, async (played) => checkHistory(under, played)),
        { numRuns: 60 },
      )
    } finally {
      await under.close()
    }
  })
}

async function checkHistory(under: StoreUnderTest, played: [Server, Move][][]): Promise<void> {
  const id = `call-${randomUUID()}`
  await under.a.create(newCall(id), lease('a'))
  const beliefs: Record<Server, Belief> = {
    a: { token: 1, seq: 0, last: null },
    b: { token: 0, seq: 0, last: null },
  }
  const committed: Step[] = []
  const tokens: number[] = [1]
  let nowMs = noon
  const commit = async (server: Server, one: Step): Promise<CommitReply> => {
    const reply = await under[server].commit(one)
    if (reply === 'OK') committed.push(one)
    return reply
  }
  const run = async (server: Server, { do: what, ...how }: Move): Promise<void> => {
    const belief = beliefs[server]
    if (what === 'take') {
      const reply = await under[server].take(id, lease(server, nowMs), how as { force: boolean })
      if (typeof reply === 'string') return
      tokens.push(reply.token)
      Object.assign(belief, { token: reply.token, seq: reply.call.snapshot?.seq ?? 0, last: null })
    } else if (what === 'commit' || what === 'commit ahead') {
      const { token } = belief
      const seq = belief.seq + (what === 'commit' ? 1 : 2)
      const base = step(id, token, seq)
      const one = { ...base, entry: { ...base.entry, id: randomUUID() } }
      const reply = await commit(server, one)
      if (reply === 'OK' && belief.token === token) Object.assign(belief, { seq: Math.max(belief.seq, seq), last: one })
    } else if (what === 'commit again') {
      if (belief.last !== null) expect(await commit(server, belief.last)).toMatch(/DUP|FENCED/)
    } else if (what === 'renew') {
      await under[server].renew(id, belief.token, lease(server, nowMs))
    } else {
      await under[server].release(id, belief.token)
    }
  }
  for (const round of played) {
    await Promise.all(round.map(([server, one]) => run(server, one)))
    nowMs += 400
  }

  const call = await under.b.read(id)
  const log = await under.a.log(id)
  const inOrder = committed.toSorted((left, right) => left.seq - right.seq)
  // Every OK is in the log and nothing else is, numbered from 1 without a gap.
  expect(log.map((entry) => entry.seq)).toEqual(log.map((_, i) => i + 1))
  expect(log.map((entry) => entry.id)).toEqual(inOrder.map((one) => one.entry.id))
  expect(call?.snapshot ?? null).toEqual(inOrder.at(-1)?.snapshot ?? null)
  // Tokens were given once each, and later steps never carry an older one.
  expect(new Set(tokens).size).toBe(tokens.length)
  expect(call?.token).toBe(Math.max(...tokens))
  const writers = inOrder.map((one) => one.token)
  expect(writers).toEqual(writers.toSorted((left, right) => left - right))
  // Whoever lost the call is fenced from now on.
  const loser = beliefs.a.token === call?.token ? beliefs.b : beliefs.a
  expect(await under.a.commit(step(id, loser.token, log.length + 1))).toBe('FENCED')
}
