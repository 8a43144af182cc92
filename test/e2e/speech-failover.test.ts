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
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { createSpeakingCaller, prepareLines } from '../stand-ins/speaking-caller.ts'
import { startTwilio } from '../stand-ins/twilio.ts'
import type { VendorTrouble } from '../stand-ins/vendor-trouble.ts'
import { writtenInto } from '../stand-ins/written-audio.ts'

const publicUrl = 'https://voice.test'
const flow = `flow: table
language: en-GB
start: greet
slots:
  party: { type: integer }
states:
  greet: { greeting: Welcome., next: how_many }
  how_many:
    gather: party
    prompt: For how many people?
    noinput: [Hello?, { to: sorry }]
    nomatch: [Pardon?, { to: sorry }]
    next: check
  check:
    confirm: "A table for {{ slots.party }} people then, at the window on the first floor. Shall I book it for you now?"
    noinput: [Hello?, { to: sorry }]
    nomatch: [Pardon?, { to: sorry }]
    confirmed: done
    denied: sorry
  done: { end: "Your table for {{ slots.party }} is booked.", outcome: booked }
  sorry: { end: Sorry. }
`

async function start(trouble: Partial<VendorTrouble> = {}, refusing: number | null = null, text = flow) {
  const data = await mkdtemp(join(tmpdir(), 'callchart-failover-'))
  let url = ''
  const [twilio, deepgram, elevenLabs, openai] = await Promise.all([
    startTwilio({ reach: () => ({ [publicUrl]: url }) }),
    startDeepgram(trouble),
    startElevenLabs(trouble),
    startOpenAi({ missing: new Set(['/decisions']), refusing }),
  ])
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DATA: data,
    CALLCHART_DRAIN_MS: '300',
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_BASE_URL: twilio.apiBaseUrl,
    DEEPGRAM_API_KEY: deepgram.account.apiKey,
    DEEPGRAM_BASE_URL: deepgram.account.baseUrl ?? '',
    ELEVENLABS_API_KEY: elevenLabs.account.apiKey,
    ELEVENLABS_BASE_URL: elevenLabs.account.baseUrl ?? '',
    OPENAI_API_KEY: openai.apiKey,
    OPENAI_BASE_URL: openai.baseUrl,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const notices: Notice[] = []
  const assembly = await assemble(
    read.config,
    {
      flows: [{ file: 'table.yaml', text }],
      tools: [],
      numbers: {},
      destinations: {},
      speech: { words: ['deepgram-flux', 'openai'], voice: ['elevenlabs', 'deepgram'] },
      observer: { notice: (_, notice) => void notices.push(notice) },
    },
    createLogger({ level: 'silent' }),
  )
  onTestFinished(async () => {
    await assembly.close()
    await Promise.all([twilio.close(), deepgram.close(), elevenLabs.close(), openai.close()])
    await rm(data, { recursive: true })
  })
  const { port } = await assembly.server.listen()
  url = `http://127.0.0.1:${port}`
  return { assembly, twilio, deepgram, elevenLabs, openai, notices }
}

it('goes on with the next recogniser and the next voice in the middle of a call', { timeout: 60_000 }, async () => {
  const kal = await createFliteVoice({ voice: 'kal' })
  const lines = new Map<string, Uint8Array>()
  for (const [text, speech] of await prepareLines(kal, ['four people please', 'yes please']))
    lines.set(text, writtenInto(speech, text))
  await kal.close()
  const { twilio, deepgram, elevenLabs, openai, notices } = await start()
  const call = twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: `${publicUrl}/twilio/voice` })
  const caller = createSpeakingCaller(call, lines)
  await caller.hears()
  await caller.says('four people please')
  // The answer has been heard by Flux; from here on both providers fail.
  await expect.poll(() => deepgram.sessions.length).toBe(1)
  deepgram.trouble.upon = (words) => (words === 'yes please' ? 'stalled' : 'well')
  elevenLabs.trouble.upon = (words) => (words.startsWith('A table for') ? 'dropped' : 'well')
  await caller.hears({ withinMs: 10_000, quietMs: 1500 })
  await caller.says('yes please')
  await caller.hearsBeginning({ withinMs: 10_000 })
  await expect
    .poll(() => notices.flatMap((notice) => (notice.type === 'ended' ? [notice.outcome] : [])), { timeout: 20_000 })
    .toEqual(['booked'])
  // What the question was, and in which language, was told to both; and all as they take it.
  expect(deepgram.sessions[0]?.messages).toContainEqual(expect.objectContaining({ type: 'Configure' }))
  expect(openai.realtime.sessions[0]?.input['transcription']).toMatchObject({ language: 'en' })
  expect(openai.realtime.sessions.flatMap(({ faults }) => faults)).toEqual([])
  // The recogniser that stalled, and the one that heard the same words after it.
  expect(openai.realtime.sessions.length).toBeGreaterThan(0)
  // The sentence that broke off was said again by the other voice.
  expect(deepgram.spoken.map(({ body }) => body['text'])).toContainEqual(expect.stringMatching(/^A table for/u))
  expect(call.violations).toEqual([])
})

/** What the caller hears of one who has been silenced altogether: every provider that is configured. */
it('speaks with the embedded voice where every voice is down', { timeout: 60_000 }, async () => {
  const { twilio, notices } = await start({ status: 500 })
  const call = twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: `${publicUrl}/twilio/voice` })
  const caller = createSpeakingCaller(call, new Map())
  const { beganMs, endedMs } = await caller.hears({ withinMs: 20_000 })
  expect(endedMs - beganMs).toBeGreaterThan(1000)
  expect(notices.filter((notice) => notice.type === 'fault' && notice.where === 'voice')).toEqual([])
  caller.hangsUp()
})

/** The embedded voice speaks English alone. */
it("tells the caller by Twilio's own voice where none of ours speaks", { timeout: 60_000 }, async () => {
  const { twilio, notices } = await start({ status: 500 }, null, flow.replace('language: en-GB', 'language: de-DE'))
  const call = twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: `${publicUrl}/twilio/voice` })
  await call.over
  expect(call.said).toEqual([expect.stringMatching(/^Es tut mir leid, bei uns ist etwas schiefgegangen/u)])
  await expect
    .poll(() => notices.flatMap((notice) => (notice.type === 'ended' ? [notice.outcome] : [])), { timeout: 20_000 })
    .toEqual(['failed'])
  // Two seconds of silence are a dead line: Twilio needs some of that itself.
  const asked = call.log.find(({ what }) => what === 'say')
  expect(asked?.atMs ?? Infinity).toBeLessThan(6000)
  expect(call.violations).toEqual([])
})

it('asks again and ends with a sentence where nobody hears the caller', { timeout: 90_000 }, async () => {
  const kal = await createFliteVoice({ voice: 'kal' })
  const lines = new Map<string, Uint8Array>()
  for (const [text, speech] of await prepareLines(kal, ['four people please']))
    lines.set(text, writtenInto(speech, text))
  await kal.close()
  const { twilio, deepgram, notices } = await start({}, 500)
  deepgram.trouble.upon = () => 'dropped'
  const call = twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: `${publicUrl}/twilio/voice` })
  const caller = createSpeakingCaller(call, lines)
  await caller.hears()
  await caller.says('four people please')
  await caller.hears({ withinMs: 20_000 })
  await expect
    .poll(() => notices.flatMap((notice) => (notice.type === 'ended' ? [notice.outcome] : [])), { timeout: 40_000 })
    .toHaveLength(1)
  expect(notices.some((notice) => notice.type === 'fault' && notice.where === 'words')).toBe(true)
  expect(call.violations).toEqual([])
})
