import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { staticTexts } from '../../engine/language/static-texts.ts'
import { Desk } from '../../src/call/desk.ts'
import { createOpenAiDecisions } from '../../src/decisions/openai/decisions.ts'
import { readConfig } from '../../src/server/config.ts'
import { createLogger } from '../../src/server/logger.ts'
import { createMetrics } from '../../src/server/metrics.ts'
import { createServer } from '../../src/server/server.ts'
import { trimSilence } from '../../src/speech/level.ts'
import { defineTool } from '../../src/tools/define-tool.ts'
import { createInstantWords } from '../stand-ins/instant-words.ts'
import { mulawOf, speech } from '../stand-ins/speech-samples.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { startTwilio } from '../stand-ins/twilio.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { benchServices, flowOf } from './bench-services.ts'
import { lateWords } from './latency/late-words.ts'
import { chanceOf, modelDelay, toolDelay, wordsDelay, wordsProviders, type Delay } from './latency/published.ts'
import { heading, quantile, row } from './quantiles.ts'

/**
 * From the caller's last sound to the agent's first, for each kind of turn and each provider of words: whole calls in real
 * time over real sockets (Twilio's stand-in, signed; the model by HTTP with the real SDK), with the ear, the turn-taking,
 * the store and the mouth of a server. Providers take as long as is published of them (latency/published.ts); their words
 * come from a recogniser that is never wrong, in this process. The voice has its prompts in the cache, and answers at once
 * otherwise: nothing is published of it in what this bench knows.
 * `npm run bench -- latency [ROUNDS] [CALLERS] [PROVIDER]`, 8 rounds of 6 callers and every provider unless told. Exits 1 where an aim is missed.
 */
const rounds = Number(process.argv[2] ?? 8)
const callers = Number(process.argv[3] ?? 6)
const aims = { medianMs: 900, p95Ms: 1500, silenceMs: 2000 }

const flow = flowOf(`
flow: latency
description: One turn of each kind, round and round.
language: en-GB
timezone: Europe/London
start: closed
slots:
  at: { type: time, confirm: never, hint: the time }
states:
  closed: { confirm: Is that right?, confirmed: open, denied: { correct: [], next: open }, noinput: [{ repeat: true }, { to: end }], nomatch: [{ repeat: true }, { to: end }] }
  open: { gather: at, prompt: What time?, noinput: [{ repeat: true }, { to: end }], nomatch: [{ repeat: true }, { to: end }], next: examples }
  examples:
    decide: Does the caller want opening hours, or a person?
    prompt: Hours or a person?
    options:
      hours: { means: wants the opening hours, examples: [opening hours, when are you open], next: model }
      person: { means: wants a person, examples: [a person, speak to someone], next: model }
    noinput: [{ repeat: true }, { to: end }]
    nomatch: [{ repeat: true }, { to: end }]
    unsure: end
  model:
    decide: Is the caller content with what happened?
    prompt: How was it?
    budget: 2500ms
    options:
      good: { means: is content, examples: [splendid], next: model_soon }
      bad: { means: is not content, examples: [dreadful], next: model_soon }
    noinput: [{ repeat: true }, { to: end }]
    nomatch: [{ to: model_soon }]
    unsure: model_soon
    filler: { after: 400ms, say: [One moment., Still thinking.], every: 1500ms }
  model_soon:
    decide: Would the caller come again?
    prompt: Would you come again?
    budget: 2500ms
    options:
      good: { means: would come again, examples: [splendid], next: tool }
      bad: { means: would not come again, examples: [dreadful], next: tool }
    noinput: [{ repeat: true }, { to: end }]
    nomatch: [{ to: tool }]
    unsure: tool
    filler: { after: 100ms, say: [Mhm., Still thinking.], every: 1500ms }
  tool: { confirm: Shall I look it up?, confirmed: look, denied: { correct: [], next: look }, noinput: [{ repeat: true }, { to: end }], nomatch: [{ repeat: true }, { to: end }] }
  look:
    tool: look_up
    with: {}
    timeout: 8s
    filler: { after: 250ms, say: [Let me look., Still looking.], every: 1500ms }
    next: again
    outcomes: { error: again }
  again: { set: {}, clear: [at], next: closed }
  end: { end: Goodbye! }
`)

/**
 * What is asked, what the caller says to it, and which question follows. Not a bare "yes": one of less than 250 ms whose words
 * come a second late is taken for a cough (engine/turns/ending.ts), and the caller would have to say it again.
 */
const turns = [
  { kind: 'grammar, closed ("yes please")', state: 'closed', says: 'yes please', next: 'open' },
  { kind: 'grammar, open ("seven")', state: 'open', says: 'seven', next: 'examples' },
  { kind: 'decide by examples', state: 'examples', says: 'when are you open', next: 'model' },
  {
    kind: 'decide by a model, filler from 400 ms',
    state: 'model',
    says: 'it could have been a lot worse',
    next: 'model_soon',
  },
  {
    kind: 'decide by a model, filler from 100 ms',
    state: 'model_soon',
    says: 'only if there is somewhere to park the car',
    next: 'tool',
  },
  { kind: 'tool of 0.5–4 s, filler from 250 ms', state: 'tool', says: 'yes please', next: 'closed' },
] as const

const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'))
const audio = new Map<string, Uint8Array>()
for (const text of new Set(turns.map(({ says }) => says)))
  audio.set(text, mulawOf(Int16Array.from(trimSilence(await speech(text), 8000, { beforeMs: 0, afterMs: 0 }))))

interface Measured {
  readonly firstSoundMs: number
  /** The same to what follows, without the phrases that cover the wait. */
  readonly answerMs: number
  readonly longestSilenceMs: number
}

let missed = 0
const only = process.argv[4]
for (const [name, published] of Object.entries(wordsProviders))
  if (only === undefined || only === name) await measure(name, published)
rmSync(folder, { recursive: true })
process.exit(missed === 0 ? 0 : 1)

async function measure(provider: string, published: { readonly p99Ms: number }): Promise<void> {
  const chance = chanceOf(1)
  const openai = await startOpenAi({ decide: (choices) => choices[0]?.value ?? 'refusal' })
  const slow = await delayed(openai.baseUrl, modelDelay(chance))
  const decisions = createOpenAiDecisions({ apiKey: openai.apiKey, baseUrl: slow.baseUrl, model: null })
  const words = createInstantWords()
  for (const [text, mulaw] of audio) words.teach(text, mulaw)
  const toolMs = toolDelay(chance)
  const look = defineTool({
    name: 'look_up',
    description: 'Looks something up.',
    effect: 'read',
    input: Type.Object({}),
    output: Type.Object({}),
    handler: async () => {
      await pause(toolMs())
      return {}
    },
  })
  const states = new Map<string, string>()
  const services = {
    ...(await benchServices({
      flows: [flow],
      words: lateWords(words, wordsDelay(published, chance)),
      file: join(folder, `${provider}.sqlite`),
      observer: {
        notice(callId, notice) {
          if (notice.type === 'stepped') states.set(callId, JSON.stringify(notice.after.value))
          if (notice.type === 'fault') console.error(notice.error)
        },
      },
      tools: [look],
    })),
    decisions,
  }
  await services.prompts.prepare(staticTexts(flow.flow))
  const desk = new Desk(services)
  const publicUrl = 'https://bench.test'
  const accountSid = `AC${'0'.repeat(32)}`
  const read = readConfig({
    PORT: '0',
    CALLCHART_PUBLIC_URL: publicUrl,
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: 'bench',
    CALLCHART_DATA: folder,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const server = await createServer({
    config: read.config,
    calls: desk,
    store: services.store,
    metrics: createMetrics({ process: false }),
    logger: createLogger({ level: 'silent' }),
  })
  const { port } = await server.listen()
  const twilio = await startTwilio({
    accountSid,
    authToken: 'bench',
    reach: { [publicUrl]: `http://127.0.0.1:${port}` },
  })

  const measured = new Map<string, Measured[]>(turns.map(({ kind }) => [kind, []]))
  let failed = 0
  const ring = async (n: number): Promise<void> => {
    await pause(n * 431)
    const call = twilio.dial({ from: '+447700900123', to: 'latency', webhookUrl: `${publicUrl}/twilio/voice` })
    const stateOf = async (): Promise<string> => (await services.store.findByLine(call.sid)) ?? ''
    try {
      await call.until('it is heard', () => call.agentHeardMs > 0)
      const callId = await stateOf()
      for (let round = 0; round < rounds; round++)
        for (const turn of turns) {
          await asked(call, () => states.get(callId) ?? '', turn.state)
          measured.get(turn.kind)?.push(await oneTurn(call, () => states.get(callId) ?? '', turn))
        }
    } catch (error) {
      failed += 1
      console.error(error instanceof Error ? error.message : error, states.get(await stateOf()))
    }
    call.hangUp()
  }
  await Promise.all(Array.from({ length: callers }, (_, n) => ring(n)))

  console.log(
    `\n${provider}: final words ${published.p99Ms} ms after the end of speech at p99; ${failed} calls of ${callers} failed\n${heading}`,
  )
  missed += failed
  for (const [kind, all] of measured) {
    const first = all.map(({ firstSoundMs }) => firstSoundMs)
    const answer = all.map(({ answerMs }) => answerMs)
    const silence = Math.max(...all.map(({ longestSilenceMs }) => longestSilenceMs))
    const isMissed =
      quantile(first, 0.5) > aims.medianMs || quantile(first, 0.95) > aims.p95Ms || silence > aims.silenceMs
    if (isMissed) missed += 1
    console.log(
      `${row(kind, first, 0)}   the answer ${quantile(answer, 0.5).toFixed(0)}, ${quantile(answer, 0.95).toFixed(0)}   longest silence ${silence.toFixed(0)}${isMissed ? '   MISSED' : ''}   (${all.length})`,
    )
  }
  await twilio.close()
  await server.close()
  await decisions.close()
  await slow.close()
  await openai.close()
  await services.store.close()
}

/** Until the question has been heard to its end. */
async function asked(call: StandInCall, stateOf: () => string, state: string): Promise<void> {
  await call.until(
    `"${state}" is asked`,
    () => stateOf().includes(`"${state}"`) && call.nowMs - call.agentHeardMs > 350,
    30_000,
  )
}

/** Says it, and listens until the next question begins; the gaps are those in which nobody speaks. */
async function oneTurn(call: StandInCall, stateOf: () => string, turn: (typeof turns)[number]): Promise<Measured> {
  await call.speak(audio.get(turn.says) ?? new Uint8Array())
  const saidMs = call.nowMs
  let firstMs = Number.NaN
  let lastMs = saidMs
  let longest = 0
  await call.until(
    `"${turn.next}" follows "${turn.state}"`,
    () => {
      const heardMs = call.agentHeardMs
      if (heardMs <= saidMs) return false
      if (Number.isNaN(firstMs)) firstMs = heardMs
      if (heardMs > lastMs) {
        longest = Math.max(longest, heardMs - lastMs)
        lastMs = heardMs
      }
      return stateOf().includes(`"${turn.next}"`) && call.nowMs - heardMs < 40
    },
    30_000,
  )
  return { firstSoundMs: firstMs - saidMs, answerMs: call.agentHeardMs - saidMs, longestSilenceMs: longest }
}

/** The model's way in, on which each answer takes its time. */
async function delayed(baseUrl: string, delay: Delay): Promise<{ readonly baseUrl: string; close(): Promise<void> }> {
  const server = createHttpServer((request, response) => {
    void (async () => {
      const body = Buffer.concat(await request.toArray())
      await pause(delay())
      const { authorization = '' } = request.headers
      const answer = await fetch(new URL(request.url ?? '', baseUrl), {
        method: request.method ?? 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        ...(body.length === 0 ? {} : { body }),
      })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
    })().catch(() => response.destroy())
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${new URL(baseUrl).pathname}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
