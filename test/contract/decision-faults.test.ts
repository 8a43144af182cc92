import { describe, expect, it, onTestFinished } from 'vitest'
import { createDecisions } from '../../src/decisions/create-decisions.ts'
import { createOpenAiDecider, type OpenAiWay } from '../../src/decisions/openai/decider.ts'
import { createKeptAliveFetch } from '../../src/decisions/openai/kept-alive-fetch.ts'
import type { AskedOf } from '../../src/decisions/race.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import type { OpenAiBehaviour } from '../stand-ins/openai.ts'

const question = {
  question: 'Which do you need?',
  instructions: '',
  utterance: 'book',
  language: 'en-GB',
  options: { book: { means: 'a new appointment', examples: ['book'] }, cancel: { means: 'to cancel', examples: [] } },
  slots: {},
  turns: [],
}

async function standIn(changes: Partial<OpenAiBehaviour> = {}) {
  const openai = await startOpenAi(changes)
  onTestFinished(() => openai.close())
  return openai
}

/** Two providers on real sockets, by the real SDK: the first is in trouble, the second one is well. */
async function two(first: Partial<OpenAiBehaviour>, by: OpenAiWay = 'decisions') {
  const [one, other] = await Promise.all([standIn(first), standIn()])
  const requests: AskedOf[] = []
  const port = createDecisions(
    [
      createOpenAiDecider({ provider: 'first', apiKey: one.apiKey, baseUrl: one.baseUrl, model: null, by }),
      createOpenAiDecider({ provider: 'second', apiKey: other.apiKey, baseUrl: other.baseUrl, model: null }),
    ],
    { onRequest: (asked) => requests.push(asked) },
  )
  onTestFinished(() => port.close())
  const decide = async (budgetMs = 3000) => {
    const began = performance.now()
    const answer = await port.decide(question, { signal: new AbortController().signal, budgetMs })
    return { answer, ms: performance.now() - began }
  }
  return { one, other, port, requests, decide }
}

const ways: readonly (readonly [OpenAiWay, string])[] = [
  ['decisions', '/decisions'],
  ['schema', '/responses'],
  ['labels', '/chat/completions'],
  ['compatible', '/chat/completions'],
  ['compatible-labels', '/chat/completions'],
]

/** Each row of what a provider can do to a call; `code` is what is held against it. */
const rows = (path: string): readonly (readonly [string, Partial<OpenAiBehaviour>, string | null])[] => [
  ['slow', { slowMs: () => 2500 }, null],
  ['silent', { hanging: new Set([path]) }, null],
  ['half-open: it begins an answer and goes', { stalling: new Set([path]) }, null],
  ['busy (429)', { failing: new Map([[path, 429]]) }, 'unavailable'],
  ['failing (500)', { failing: new Map([[path, 500]]) }, 'unavailable'],
  ['malformed', { garbling: new Set([path]) }, 'unavailable'],
  ['offering what was not asked for', { decide: () => 'escalate' }, 'unavailable'],
  ['closed in mid-answer', { dropping: new Set([path]) }, 'unavailable'],
  ['out of credit', { failing: new Map([[path, 402]]) }, 'refused'],
  ['asked with a wrong key', { failing: new Map([[path, 401]]) }, 'refused'],
  ['without the model', { failing: new Map([[path, 404]]) }, 'refused'],
  ['refusing this one question', { failing: new Map([[path, 400]]) }, 'rejected'],
  ['a model that will not say', { decide: () => 'refusal' }, null],
]

describe.each(ways)('a provider asked by %s that is', (by, path) => {
  // A server that answers with a letter that is none of them has no other words for it.
  const possible = rows(path).filter(([name]) => !by.endsWith('labels') || name !== 'offering what was not asked for')
  it.each(possible)('%s is followed by the next within the budget', async (_, trouble, code) => {
    const { decide, requests } = await two(trouble, by)
    const { answer, ms } = await decide()
    expect(answer).toMatchObject({ option: 'book', why: 'model' })
    expect(ms).toBeLessThan(2500)
    expect(requests.map(({ provider, how }) => `${provider} ${how}`).toSorted()).toEqual([
      'first first',
      'second failover',
    ])
    expect(requests.find(({ provider }) => provider === 'first')?.error?.code ?? null).toBe(code)
  })
})

it('a provider that says when to come again is left alone until then, by every call', async () => {
  const { one, decide } = await two({ failing: new Map([['/decisions', 429]]), retryAfterS: 30 })
  await decide()
  one.behaviour.failing.clear()
  for (let call = 0; call < 3; call++) expect((await decide()).answer.option).toBe('book')
  expect(one.requests).toHaveLength(1)
})

it('what one caller says does not take a provider away from the others', async () => {
  const { one, decide } = await two({ failing: new Map([['/decisions', 400]]) })
  for (let call = 0; call < 5; call++) await decide()
  one.behaviour.failing.clear()
  await decide()
  expect(one.requests).toHaveLength(6)
})

it('nothing of what a caller said, and of what a provider wrote, is in a failure', async () => {
  const { requests, decide } = await two({ failing: new Map([['/decisions', 500]]) })
  await decide()
  const { message } = requests[0]!.error!
  expect(message).toBe('OpenAI gpt-6-luna: 500')
})

describe('connections', () => {
  it('stay open between two questions, however seldom one is asked', async () => {
    const openai = await standIn()
    const port = createDecisions([
      createOpenAiDecider({ provider: 'openai', apiKey: openai.apiKey, baseUrl: openai.baseUrl, model: null }),
    ])
    onTestFinished(() => port.close())
    for (let turn = 0; turn < 3; turn++)
      await port.decide(question, { signal: new AbortController().signal, budgetMs: 3000 })
    expect(openai.connections).toBe(1)
  })

  it('are opened before the first question, where one is expected, and once', async () => {
    const openai = await standIn()
    const connections = createKeptAliveFetch()
    onTestFinished(connections.close)
    await Promise.all([connections.open(openai.baseUrl), connections.open(openai.baseUrl)])
    expect(openai.connections).toBe(1)
    await (await connections.fetch(`${openai.baseUrl}/decisions`, { method: 'POST', body: '{}' })).text()
    expect(openai.connections).toBe(1)
  })

  it("to nobody are opened by nobody, and that is not the call's trouble", async () => {
    const connections = createKeptAliveFetch()
    onTestFinished(connections.close)
    await connections.open('http://127.0.0.1:9/v1')
    await connections.open('ftp://127.0.0.1')
  })

  it('that the other end has closed meanwhile are opened again, and the caller does not hear of it', async () => {
    const { one, decide, requests } = await two({})
    await decide()
    one.hangUp()
    expect((await decide()).answer.option).toBe('book')
    expect(requests.map(({ provider }) => provider)).toEqual(['first', 'first'])
  })
})
