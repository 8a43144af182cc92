import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Visit } from '../../flows/dentist/diary.ts'
import { createFliteVoice } from '../../src/speech/flite/voice.ts'
import { createSpeakingCaller, prepareLines } from '../stand-ins/speaking-caller.ts'
import { startTwilio } from '../stand-ins/twilio.ts'
import { createChecks } from './checks.ts'
import { createLiveView } from './live-view.ts'
import { startServer, type FeedLine } from './server-process.ts'

/**
 * The main job, on one machine, without a key or an account: the real server (embedded recogniser, voice and store) is called by a
 * stand-in for Twilio on real sockets, by a caller who speaks. Exits 0 only if all that it promises really happened.
 */
const says = {
  when: 'next tuesday at four in the afternoon',
  correction: 'no at eleven in the morning',
  yes: 'yes please',
} as const

const view = createLiveView(process.stdout)
const checks = createChecks(view)
const folder = await mkdtemp(join(tmpdir(), 'callchart-demo-'))
const twilio = await startTwilio()
const voice = await createFliteVoice({ voice: 'kal' })
const lines = await prepareLines(voice, Object.values(says))
await voice.close()
const port = await freePort()
const publicUrl = `http://127.0.0.1:${port}`

const feed: FeedLine[] = []
const server = startServer({
  args: ['--project', resolve(import.meta.dirname, '../../flows/dentist')],
  env: {
    HOST: '127.0.0.1',
    PORT: String(port),
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DATA: folder,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_BASE_URL: twilio.apiBaseUrl,
    DIARY_LATENCY_MS: '2500',
    OPENAI_API_KEY: '',
    REDIS_URL: '',
    NODE_ENV: '',
  },
  onFeed(line) {
    feed.push(line)
    checks.watch(line)
    view.feed(line)
  },
  onRestart: () => view.show('stream', 'the server died and is started again; the line waits for it'),
})
await server.ready.catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
view.show(
  'stream',
  `the server answers on ${publicUrl} (process ${server.pid}: kill it in mid-call, and the call goes on)`,
)

const call = twilio.dial({
  webhookUrl: `${publicUrl}/twilio/voice`,
  statusUrl: `${publicUrl}/twilio/status`,
  from: '+442079460123',
  to: '+442079460000',
})
const caller = createSpeakingCaller(call, lines)
let failure: Error | null = null
try {
  await converse()
} catch (error) {
  failure = error as Error
}
if (!call.isOver) call.hangUp()
await server.stop()
await twilio.close()
await report()

/** What the caller does. Every wait is for something heard. */
async function converse(): Promise<void> {
  await caller.hears({ quietMs: 1500 })
  await caller.says(says.when)
  // The slow tool and its filler, then the question; breaks into that.
  await seen((line) => state(line) === 'check.asking')
  await caller.interrupts(says.correction, 900)
  await seen((line) => state(line) === 'check.asking', 2)
  await caller.waits(1200)
  checks.stateBeforeDrop(lastState())
  caller.drops()
  view.show('stream', 'the socket is cut')
  await seen((line) => line.type === 'stream' && line['how'] === 'resumed')
  await caller.hears({ quietMs: 1500 })
  await caller.says(says.yes)
  await call.over
}

/** Resolves once so many lines of the feed are like this. */
async function seen(isIt: (line: FeedLine) => boolean, times = 1): Promise<void> {
  await call.until('what the caller waits for', () => feed.filter(isIt).length >= times, 40_000)
}

function state(line: FeedLine): string {
  const to = line['to']
  if (line.type !== 'stepped' || typeof to !== 'object' || to === null) return ''
  const [name, phase] = Object.entries(to)[0] ?? ['', '']
  return typeof phase === 'string' ? `${name}.${phase}` : name
}

function lastState(): string {
  return state(feed.findLast((line) => line.type === 'stepped') ?? { callId: '', type: '' }).split('.')[0] ?? ''
}

async function report(): Promise<void> {
  const wav = resolve('demo-call.wav')
  await writeFile(wav, call.recording.wav())
  const diary = await readFile(join(folder, 'diary.jsonl'), 'utf8').catch(() => '')
  const visits = diary
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Visit)
  checks.after({ call, visits, failure })
  view.end()
  console.log()
  for (const visit of visits)
    console.log(`The diary now holds: ${visit.day} at ${visit.at}, reference ${visit.reference}, for ${visit.caller}`)
  console.log(`The call, caller left and agent right: ${wav}`)
  console.log(checks.latencies(feed))
  if (failure !== null) console.log(`The call did not go as planned: ${failure.message}`)
  console.log(`\n${checks.report()}`)
  process.exitCode = checks.allTrue ? 0 : 1
}

/** A port of loopback that nobody has just now. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((go) => probe.listen(0, '127.0.0.1', go))
  const address = probe.address()
  await new Promise((go) => probe.close(go))
  return typeof address === 'object' && address !== null ? address.port : 0
}
