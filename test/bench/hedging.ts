import { createDecisions } from '../../src/decisions/create-decisions.ts'
import type { Decider } from '../../src/decisions/decider.ts'
import { VirtualClock } from '../stand-ins/virtual-clock.ts'
import { chanceOf, modelDelay } from './latency/published.ts'
import { heading, quantile, row } from './quantiles.ts'

/**
 * `npm run bench -- hedging [DECISIONS]`: what it is worth to ask once more where an answer takes longer than three of four do,
 * in virtual time: the same decisions with and without it, of models that take as long as is published (latency/published.ts).
 * Each request draws its own delay: where a provider is slow to everybody at a time, a second request to it is worth less.
 */
const decisions = Number(process.argv[2] ?? 5000)
const budgetMs = 2500

const question = {
  question: 'Which?',
  instructions: '',
  utterance: 'that one',
  language: 'en-GB',
  options: { a: { means: 'a', examples: [] }, b: { means: 'b', examples: [] } },
  slots: {},
  turns: [],
}

async function measure(what: string, providers: 1 | 2, hedgedShare: number): Promise<void> {
  const clock = new VirtualClock()
  const delay = modelDelay(chanceOf(1))
  let requests = 0
  const model = (name: string): Decider => ({
    name,
    provider: name,
    ask: () =>
      new Promise((resolve) => {
        requests += 1
        clock.after(delay(), () => resolve({ option: 'a', confidence: 0.9, why: 'model' }))
      }),
    close: async () => {},
  })
  const others = providers === 1 ? [] : [model('second')]
  const port = createDecisions([model('first'), ...others], { clock, hedgedShare })
  const took: number[] = []
  let late = 0
  for (let asked = 0; asked < decisions; asked++) {
    const began = clock.now()
    let endedAt = Number.NaN
    const answer = port
      .decide(question, { signal: new AbortController().signal, budgetMs })
      .finally(() => (endedAt = clock.now()))
    while (Number.isNaN(endedAt)) await clock.advance(20)
    if ((await answer).why === 'late') late += 1
    took.push(endedAt - began)
  }
  await port.close()
  const share = ((100 * late) / decisions).toFixed(2)
  console.log(`${row(what, took, 0)}   late ${share} %   requests ${(requests / decisions).toFixed(2)}`)
  if (quantile(took, 1) > budgetMs) process.exitCode = 1
}

console.log(`${decisions} decisions, budget ${budgetMs} ms\n${heading}`)
await measure('one provider, asked once', 1, 0)
await measure('one provider, asked again after its p75', 1, 0.25)
await measure('two providers, the second after 1 s of silence', 2, 0)
await measure('two providers, the second after the p75', 2, 0.25)
