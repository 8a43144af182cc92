import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { mulawOf } from '../stand-ins/speech-samples.ts'
import { createInstantVoice } from '../stand-ins/instant-voice.ts'
import { startTwilio } from '../stand-ins/twilio.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import { createSpeakingCaller, type CallerLines } from '../stand-ins/speaking-caller.ts'
import {
  accountSid,
  authToken,
  publicUrl,
  script,
  spokenBy,
  type Answer,
  type Request,
  type Sample,
} from './calls/script.ts'

/**
 * What a call costs a server: so many callers at once over real sockets, in real time, against the real server in a process
 * of its own (webhooks and upgrades signed, tokens checked, Silero on every frame, SQLite in a file). Callers talk to the
 * dentist's flow and ring again when their call is over. `npm run bench -- calls [CALLERS] [SECONDS]`, 100 for 20 s unless
 * told.
 */
const callers = Number(process.argv[2] ?? 100)
const seconds = Number(process.argv[3] ?? 20)
const rampSeconds = 12

const child = fork(new URL('./calls/server-process.ts', import.meta.url), {
  execArgv: ['--expose-gc', ...profiling()],
  // Its log is written as in reality, and read by nobody.
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
})
const port = await new Promise<number>((resolve, reject) => {
  child.once('message', (answer: Answer) => {
    if (answer.type === 'ready') resolve(answer.port)
  })
  child.once('exit', () => reject(new Error('The server did not start.')))
})
const twilio = await startTwilio({ accountSid, authToken, reach: { [publicUrl]: `http://127.0.0.1:${port}` } })
const lines: CallerLines = new Map(await Promise.all(script.map(async (text) => [text, await spokenBy(text)] as const)))

const voice = createInstantVoice()
const state = { isOver: false, calls: 0, failed: 0, waits: [] as number[], sentences: 0, broken: 0 }
const began = performance.now()
const running = Array.from({ length: callers }, async (_, n) => {
  await pause((n / callers) * rampSeconds * 1000)
  while (!state.isOver) await ring()
})
// Memory is compared between a quarter and all of the callers: by then whatever a server needs once is there.
await pause((rampSeconds / 4) * 1000)
const some = await sample(true)
await pause(rampSeconds * 750 + 1000)
const full = await sample(true)
await pause(500)
const from = await sample(false)
const fromAt = performance.now()
const lives: number[] = []
// Of a timer of 10 ms.
let p99 = 0
let max = 0
while (performance.now() - fromAt < seconds * 1000) {
  await pause(1000)
  const now = await sample(false)
  lives.push(now.live)
  p99 = Math.max(p99, now.loopP99Ms)
  max = Math.max(max, now.loopMaxMs)
}
const to = await sample(false)
const measuredSeconds = (performance.now() - fromAt) / 1000
state.isOver = true
for (const call of twilio.calls) call.hangUp()
await Promise.allSettled(running)
await twilio.close()
const exited = once(child, 'exit')
ask({ type: 'close' })

const live = lives.reduce((sum, n) => sum + n, 0) / lives.length
const cpuMs = (to.cpuUs - from.cpuUs) / 1000
const perSecond = cpuMs / (live * measuredSeconds)
const print = (what: string, value: string): void => console.log(`${what.padEnd(52)} ${value}`)
print('calls at once', `${live.toFixed(1)} for ${measuredSeconds.toFixed(0)} s`)
print('calls that ended so far, and failed', `${state.calls}, ${state.failed}`)
print('CPU of the server for a second of one call', `${perSecond.toFixed(2)} ms`)
print('calls a core', (1000 / perSecond).toFixed(0))
print(
  'memory of a call, after a collection',
  `${perCall('heapBytes').toFixed(0)} kB of heap and buffers, ${perCall('rssBytes').toFixed(0)} kB of RSS`,
)
print(
  'the event loop is late by',
  `${(p99 - 10).toFixed(1)} ms (p99 of the worst second), ${(max - 10).toFixed(1)} ms at most`,
)
print('frames that sessions heard, and that were missing', `${to.frames - from.frames}, ${to.missing - from.missing}`)
print('sentences that callers heard, and that were broken', `${state.sentences}, ${state.broken}`)
print("from the caller's last sound to the agent's first", `${median(state.waits).toFixed(0)} ms (median)`)
print('in all', `${((performance.now() - began) / 1000).toFixed(0)} s`)
await exited
process.exit()

async function ring(): Promise<void> {
  const call = twilio.dial({
    from: '+447700900123',
    to: '+442079460000',
    webhookUrl: `${publicUrl}/twilio/voice`,
    statusUrl: `${publicUrl}/twilio/status`,
  })
  try {
    const caller = createSpeakingCaller(call, lines)
    await caller.hears()
    for (const text of script) {
      await caller.says(text)
      const saidMs = call.nowMs
      await caller.hearsBeginning()
      state.waits.push(call.agentHeardMs - saidMs)
      if (text !== script.at(-1)) await caller.hears()
    }
    await call.over
    state.calls += 1
    // At the end all are hung up, in the middle of a word.
    if (state.calls % 10 === 0 && !state.isOver) judge(call)
  } catch {
    if (!state.isOver) state.failed += 1
    call.hangUp()
  }
}

/** Reads what the agent said: a sentence without its end has been interrupted by silence. */
function judge(call: StandInCall): void {
  const mulaw = mulawOf(call.recording.samples('agent'))
  const frames = Array.from({ length: mulaw.length / 160 }, (_, n) => mulaw.subarray(n * 160, (n + 1) * 160))
  const sentences = voice.textOf(frames).split(' | ')
  state.sentences += sentences.length
  state.broken += sentences.filter((sentence) => !/[.?!]$/.test(sentence)).length
}

function perCall(part: 'heapBytes' | 'rssBytes'): number {
  return (full[part] - some[part]) / (full.live - some.live) / 1024
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function ask(request: Request): void {
  child.send(request)
}

function sample(collect: boolean): Promise<Sample> {
  return new Promise((resolve) => {
    const listen = (answer: Answer): void => {
      if (answer.type !== 'sample') return
      child.off('message', listen)
      resolve(answer.sample)
    }
    child.on('message', listen)
    ask({ type: 'sample', collect })
  })
}

/** `CPU_PROFILE=folder` writes where the server's time went. */
function profiling(): string[] {
  const folder = process.env['CPU_PROFILE']
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}
