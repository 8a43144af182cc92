import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Notice } from '../../src/call/observer.ts'
import { assemble } from '../../src/server/assemble.ts'
import { readConfig } from '../../src/server/config.ts'
import { createLogger } from '../../src/server/logger.ts'
import { createFliteVoice } from '../../src/speech/flite/voice.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { createSpeakingCaller, prepareLines } from '../stand-ins/speaking-caller.ts'
import { startTwilio } from '../stand-ins/twilio.ts'
import { writtenInto } from '../stand-ins/written-audio.ts'

const publicUrl = 'https://decide.test'
const decide = (next: string): string => `
    options:
      yes: { means: is content, examples: [splendid], next: ${next} }
      no: { means: is not content, examples: [dreadful], next: sorry }
    noinput: [Hello?, { to: sorry }]
    nomatch: [{ say: I did not get that., to: nobody_knew }]
    unsure: nobody_knew
    budget: 2500ms
    filler: { after: 300ms, say: [One moment please., Still thinking.], every: 1500ms }`
const flow = `flow: opinions
language: en-GB
start: room
states:
  room:
    decide: Is the caller content with the room?
    prompt: How was the room?${decide('food')}
  food:
    decide: Is the caller content with the food?
    prompt: How was the food?${decide('staff')}
  staff:
    decide: Is the caller content with the staff?
    prompt: How were the staff?${decide('thanks')}
  thanks: { end: Thank you., outcome: decided }
  nobody_knew: { end: Somebody will call you back., outcome: nobody_knew }
  sorry: { end: Sorry., outcome: sorry }
`
const token = 'read-only-token-of-this-test'
const words = ['the curtains were a bit thin', 'my soup was nearly cold', 'somebody was always there']

async function start() {
  const data = await mkdtemp(join(tmpdir(), 'callchart-decisions-'))
  let url = ''
  const [twilio, deepgram, first, second] = await Promise.all([
    startTwilio({ reach: () => ({ [publicUrl]: url }) }),
    startDeepgram(),
    startOpenAi({ decide: (choices) => choices[0]!.value }),
    startOpenAi({ decide: (choices) => choices[0]!.value }),
  ])
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DATA: data,
    CALLCHART_DRAIN_MS: '300',
    CALLCHART_API_TOKEN: `test:read:${token}`,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_BASE_URL: twilio.apiBaseUrl,
    DEEPGRAM_API_KEY: deepgram.account.apiKey,
    DEEPGRAM_BASE_URL: deepgram.account.baseUrl ?? '',
    OPENAI_API_KEY: first.apiKey,
    OPENAI_BASE_URL: first.baseUrl,
    DECISIONS_BASE_URL: second.baseUrl,
    DECISIONS_API_KEY: second.apiKey,
    DECISIONS_MODEL: 'gpt-test',
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const notices: Notice[] = []
  const assembly = await assemble(
    read.config,
    {
      flows: [{ file: 'opinions.yaml', text: flow }],
      tools: [],
      numbers: {},
      destinations: {},
      speech: { words: ['deepgram-flux'], voice: ['embedded'] },
      decisions: ['openai', 'compatible-labels'],
      observer: { notice: (_, notice) => void notices.push(notice) },
    },
    createLogger({ level: 'silent' }),
  )
  onTestFinished(async () => {
    await assembly.close()
    await Promise.all([twilio.close(), deepgram.close(), first.close(), second.close()])
    await rm(data, { recursive: true })
  })
  const { port } = await assembly.server.listen()
  url = `http://127.0.0.1:${port}`
  const kal = await createFliteVoice({ voice: 'kal' })
  const lines = new Map<string, Uint8Array>()
  for (const [text, speech] of await prepareLines(kal, words)) lines.set(text, writtenInto(speech, text))
  await kal.close()
  const call = twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: `${publicUrl}/twilio/voice` })
  return { assembly, first, second, notices, call, caller: createSpeakingCaller(call, lines) }
}

/** The requests of the call, without those by which schemas were warmed: they have nobody's words. */
const asked = (standIn: Awaited<ReturnType<typeof startOpenAi>>): string[] =>
  standIn.requests.flatMap(({ path, body }) => {
    const said = /<caller>([^<]+)<\/caller>"/u.exec(JSON.stringify(body))?.[1]
    return said === undefined ? [] : [`${path} ${said}`]
  })
const said = (notices: readonly Notice[]): string[] =>
  notices.flatMap((notice) =>
    notice.type === 'stepped' ? notice.effects.flatMap((effect) => (effect.type === 'say' ? [effect.text] : [])) : [],
  )
const ended = (notices: readonly Notice[]): string[] =>
  notices.flatMap((notice) => (notice.type === 'ended' ? [notice.outcome] : []))

it('goes on with the next who decides, in the middle of a call', { timeout: 90_000 }, async () => {
  const { first, second, notices, caller, call, assembly } = await start()
  await caller.hears()
  await caller.says(words[0]!)
  await caller.hears({ withinMs: 15_000 })
  expect(asked(first).at(-1)).toBe(`/decisions ${words[0]!}`)
  expect(asked(second)).toEqual([])
  // From here on the first one takes requests and says nothing.
  first.behaviour.hanging.add('/decisions')
  await caller.says(words[1]!)
  await caller.hears({ withinMs: 15_000, quietMs: 1500 })
  expect(said(notices)).toContain('One moment please.')
  // And now it fails outright.
  first.behaviour.hanging.clear()
  first.behaviour.failing.set('/decisions', 500)
  await caller.says(words[2]!)
  await expect.poll(() => ended(notices), { timeout: 30_000 }).toEqual(['decided'])
  expect(asked(second)).toContain(`/chat/completions ${words[1]!}`)
  expect(asked(second)).toContain(`/chat/completions ${words[2]!}`)
  expect(call.violations).toEqual([])
  const metrics = await assembly.server.app.inject({
    url: '/metrics',
    headers: { authorization: `Bearer ${token}` },
  })
  expect(metrics.body).toMatch(
    /callchart_decision_requests_total\{provider="compatible-labels",how="failover",came="answered"\} [12]/u,
  )
})

it('is unsure where nobody decides, and the flow says where to', { timeout: 90_000 }, async () => {
  const { first, second, notices, caller } = await start()
  await caller.hears()
  first.behaviour.failing.set('/decisions', 402)
  second.behaviour.garbling.add('/chat/completions')
  await caller.says(words[0]!)
  await expect.poll(() => ended(notices), { timeout: 30_000 }).toEqual(['nobody_knew'])
  expect(said(notices).join(' ')).toContain('I did not get that.')
})
