import { expect, it, describe } from 'vitest'
import { VirtualClock } from '../../test/stand-ins/virtual-clock.ts'
import type { ModelAnswer } from '../../engine/decide/model-answer.ts'
import { ProviderError } from '../providers/provider-error.ts'
import type { ProviderFault } from '../providers/provider-error.ts'
import { createDecisions } from './create-decisions.ts'
import type { Decider } from './decider.ts'
import type { DecisionsPort } from './decisions.ts'
import type { AskedOf } from './race.ts'

const question = {
  question: 'Which?',
  instructions: '',
  utterance: 'that one',
  language: 'en-GB',
  options: { a: { means: 'a', examples: [] }, b: { means: 'b', examples: [] } },
  slots: {},
  turns: [],
}

/** What a provider does next: answers after so long, fails after so long, or never says anything. */
type Does = { readonly afterMs: number; readonly says: ModelAnswer['why'] | ProviderFault } | 'nothing'

const faults = ['unavailable', 'timeout', 'refused', 'rejected'] as const

interface Fake extends Decider {
  does: Does
  readonly asked: number
  readonly stopped: number
}

function provider(name: string, clock: VirtualClock, does: Does): Fake {
  let asked = 0
  let stopped = 0
  return {
    name,
    provider: name,
    does,
    get asked() {
      return asked
    },
    get stopped() {
      return stopped
    },
    ask(_, { signal }) {
      asked += 1
      signal.addEventListener('abort', () => void (stopped += 1))
      const { does } = this
      return new Promise((resolve, reject) => {
        if (does === 'nothing') return
        const { afterMs, says } = does
        clock.after(afterMs, () => {
          const fault = faults.find((one) => one === says && !(says === 'refused' && afterMs === refusesAt))
          if (fault !== undefined) reject(new ProviderError(fault, 'as told'))
          else if (says === 'model') resolve({ option: 'a', confidence: 0.9, why: 'model' })
          else resolve({ option: null, confidence: 0, why: 'refused' })
        })
      })
    },
    close: async () => {},
  }
}

/** A model that refuses takes this long; a provider that does, any other. */
const refusesAt = 330
const model = (afterMs: number): Does => ({ afterMs, says: 'model' })
const fault = (says: ProviderFault, afterMs = 50): Does => ({ afterMs, says })

function place(...does: [Does, ...Does[]]) {
  const clock = new VirtualClock()
  const [first, ...others] = does.map((one, at) => provider(`p${at + 1}`, clock, one)) as [Fake, ...Fake[]]
  const requests: AskedOf[] = []
  const port = createDecisions([first, ...others], { clock, onRequest: (asked) => requests.push(asked) })
  /** Asks, and lets as much time go by as it takes. */
  const decide = async (budgetMs = 3000, signal = new AbortController().signal) => {
    const began = clock.now()
    let at = Number.NaN
    const answer = port.decide(question, { signal, budgetMs }).finally(() => (at = clock.now()))
    while (Number.isNaN(at) && clock.now() - began <= budgetMs + 50) await clock.advance(10)
    const { option, why } = await answer
    return { option, why, ms: at - began }
  }
  return { clock, port, providers: [first, ...others], first, requests, decide }
}

const told = (requests: readonly AskedOf[]) => requests.map(({ provider, how, came }) => `${provider} ${how} ${came}`)

describe('the next provider is asked', () => {
  it.each<readonly [string, Does, number]>([
    ['fails', fault('unavailable'), 350],
    ['refuses the account', fault('refused'), 350],
    ['will not do this one', fault('rejected'), 350],
    ['has a model that will not say', { afterMs: refusesAt, says: 'refused' }, 630],
    ['says nothing for a second', 'nothing', 1300],
  ])('at once where the first one %s', async (_, does, ms) => {
    const { decide, port } = place(does, model(300))
    expect(await decide()).toMatchObject({ option: 'a', why: 'model', ms })
    await port.close()
  })

  it('in half of a budget that is shorter than two seconds', async () => {
    const { decide } = place('nothing', model(300))
    expect(await decide(1200)).toMatchObject({ option: 'a', ms: 900 })
  })

  it('and the one after it, each once', async () => {
    const { decide, requests } = place(fault('unavailable'), fault('timeout'), fault('rejected'), model(100))
    expect(await decide()).toMatchObject({ option: 'a', ms: 250 })
    expect(told(requests)).toEqual([
      'p1 first failed',
      'p2 failover failed',
      'p3 failover failed',
      'p4 failover answered',
    ])
  })
})

describe('where nobody answers it is unsure', () => {
  it.each([
    ['failed', [fault('unavailable'), fault('refused')], 'failed', 100],
    ['said nothing', ['nothing', 'nothing'], 'late', 3000],
    ['took too long to say so', [fault('unavailable'), fault('timeout')], 'late', 100],
    ['refused, and then failed', [{ afterMs: refusesAt, says: 'refused' }, fault('unavailable')], 'refused', 380],
  ] as const)('all %s', async (_, [one, other], why, ms) => {
    const { decide, clock } = place(one, other)
    expect(await decide()).toEqual({ option: null, why, ms })
    // Nothing is left behind that would ask anybody later.
    expect(clock.pending).toBe(0)
  })

  it('never later than the budget, and whoever is asked still is stopped', async () => {
    const { decide, providers } = place(model(9000), model(9000))
    expect(await decide(700)).toEqual({ option: null, why: 'late', ms: 700 })
    expect(providers.map(({ stopped }) => stopped)).toEqual([1, 1])
  })
})

it('a caller who goes on stops what is asked, and holds it against nobody', async () => {
  const { port, first, clock, requests, decide } = place(model(2000), model(100))
  for (let time = 0; time < 5; time++) {
    const stop = new AbortController()
    const answer = port.decide(question, { signal: stop.signal, budgetMs: 3000 })
    await clock.advance(400)
    stop.abort()
    expect(await answer).toMatchObject({ why: 'late' })
  }
  expect(first.stopped).toBe(5)
  expect(new Set(told(requests))).toEqual(new Set(['p1 first stopped']))
  first.does = model(200)
  expect(await decide()).toMatchObject({ ms: 200 })
})

describe('a provider that fails again and again', () => {
  it('is left alone, and asked again after its rest', async () => {
    const { decide, first, clock } = place(fault('unavailable'), model(100))
    for (const ms of [150, 150, 100]) expect(await decide()).toMatchObject({ ms })
    // Shaky for three seconds; a third failure, and it is left alone.
    await clock.advance(3000)
    for (const ms of [150, 100, 100]) expect(await decide()).toMatchObject({ ms })
    expect(first.asked).toBe(3)
    first.does = model(40)
    await clock.advance(15_000)
    expect(await decide()).toMatchObject({ ms: 40 })
  })

  it('as one that never says anything is, though nobody waits for it', async () => {
    const { decide, first, clock } = place('nothing', model(100))
    for (let time = 0; time < 6; time++) {
      await decide()
      await clock.advance(3000)
    }
    expect(first.asked).toBe(3)
  })

  it('is asked all the same where there is no other', async () => {
    const { decide, first } = place(fault('refused'))
    for (let time = 0; time < 5; time++) await decide()
    first.does = model(100)
    expect(await decide()).toMatchObject({ option: 'a' })
  })
})

/** Quick, as it mostly is: 100 to 400 ms, p75 325. */
async function used(ours: ReturnType<typeof place>): Promise<void> {
  for (let time = 0; time < 40; time++) {
    ours.first.does = model(100 + 25 * (time % 13))
    await ours.decide()
  }
}

describe('an answer that takes longer than three of four', () => {
  it.each([
    ['of another provider', [model(100), model(150)] as [Does, ...Does[]], 'p2'],
    ['of the same one, where there is no other', [model(100)] as [Does, ...Does[]], 'p1'],
  ])('is asked for once more %s, and the first one counts', async (_, does, by) => {
    const ours = place(...does)
    await used(ours)
    const before = ours.requests.length
    ours.first.does = 'nothing'
    const answer = ours.port.decide(question, { signal: new AbortController().signal, budgetMs: 3000 })
    await ours.clock.advance(250)
    expect(ours.requests).toHaveLength(before)
    // The next request goes to one that is quick.
    ours.first.does = model(150)
    await ours.clock.advance(300)
    expect(await answer).toMatchObject({ option: 'a' })
    expect(told(ours.requests.slice(before))).toEqual([`${by} hedge answered`, 'p1 first outrun'])
    expect(ours.first.stopped).toBeGreaterThan(0)
  })

  it('is not asked for again by more than a quarter of all questions, however slow it has become', async () => {
    const ours = place(model(100))
    await used(ours)
    const before = ours.requests.length
    ours.first.does = model(2000)
    for (let time = 0; time < 100; time++) await ours.decide()
    const extra = ours.requests.slice(before).filter(({ how }) => how !== 'first').length
    expect(extra).toBeGreaterThan(3)
    expect(extra).toBeLessThanOrEqual(10 + 25)
  })

  it('cuts the tail, and not the middle', async () => {
    const tail = async (does: [Does, ...Does[]]): Promise<number[]> => {
      const ours = place(...does)
      await used(ours)
      const took: number[] = []
      // One answer in twenty takes two seconds.
      for (let time = 0; time < 100; time++) {
        ours.first.does = time % 20 === 7 ? model(2000) : model(100 + 25 * (time % 13))
        took.push((await ours.decide()).ms)
      }
      return took.toSorted((one, other) => one - other)
    }
    const hedged = await tail([model(100), model(200)])
    expect(hedged[50]).toBeLessThan(300)
    expect(hedged[98]).toBeLessThan(700)
  })
})

it('asks nobody where there is nothing to choose and nothing to read', async () => {
  const { port, first } = place(model(1))
  const options = { signal: new AbortController().signal, budgetMs: 100 }
  expect(await port.decide({ ...question, options: {} }, options)).toMatchObject({ why: 'failed' })
  expect(first.asked).toBe(0)
})

it('whoever throws at once, instead of rejecting, has failed too', async () => {
  const broken = provider('broken', new VirtualClock(), 'nothing')
  const port: DecisionsPort = createDecisions([
    {
      ...broken,
      ask: () => {
        throw new Error('not even a promise')
      },
    },
  ])
  const options = { signal: new AbortController().signal, budgetMs: 100 }
  expect(await port.decide(question, options)).toMatchObject({ option: null, why: 'failed' })
})
