import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { Type } from 'typebox'
import { staticTexts } from '../../../engine/language/static-texts.ts'
import { Desk } from '../../../src/call/desk.ts'
import { loadFlows } from '../../../src/call/flows/flow-library.ts'
import { observers } from '../../../src/call/observer.ts'
import { readConfig } from '../../../src/server/config.ts'
import { createLogObserver } from '../../../src/server/log-observer.ts'
import { createLogger } from '../../../src/server/logger.ts'
import { createMetricsObserver } from '../../../src/server/metrics-observer.ts'
import { createMetrics } from '../../../src/server/metrics.ts'
import { createServer } from '../../../src/server/server.ts'
import type { CallDesk } from '../../../src/telephony/call-desk.ts'
import type { LineListener } from '../../../src/telephony/line.ts'
import { defineTool } from '../../../src/tools/define-tool.ts'
import { createInstantWords } from '../../stand-ins/instant-words.ts'
import { benchServices } from '../bench-services.ts'
import { accountSid, authToken, publicUrl, script, spokenBy, type Answer, type Request } from './script.ts'

/** The server under measurement, in a process of its own: real but for the providers, whose audio and words are there at once. */
const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'))
const read = readConfig({
  PORT: '0',
  CALLCHART_PUBLIC_URL: publicUrl,
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
  CALLCHART_DATA: folder,
})
if (!read.ok) throw new Error(JSON.stringify(read.problems))
const { config } = read

const words = createInstantWords()
for (const text of script) words.teach(text, await spokenBy(text))

const tools = [
  defineTool({
    name: 'free_chairs',
    description: 'The free time nearest to the one asked for.',
    effect: 'read',
    input: Type.Object({ day: Type.String(), at: Type.String() }),
    output: Type.Object({ offer: Type.String() }),
    handler: async ({ at }) => ({ offer: at }),
  }),
  defineTool({
    name: 'book_visit',
    description: 'Books a check-up.',
    effect: 'write',
    input: Type.Object({ day: Type.String(), at: Type.String(), caller: Type.String() }),
    output: Type.Object({ reference: Type.String() }),
    handler: async () => ({ reference: 'D100' }),
  }),
]
const metrics = createMetrics({ process: true })
const logger = createLogger({ level: 'info' })
const services = await benchServices({
  flows: [],
  words,
  file: join(folder, 'calls.sqlite'),
  observer: observers(
    createMetricsObserver(metrics.calls, () => 'dentist'),
    createLogObserver(logger),
  ),
  tools,
})
const { library } = await loadFlows(
  [{ text: readFileSync('flows/dentist/dentist.yaml', 'utf8'), file: 'dentist.yaml' }],
  services.store,
  { numbers: { '*': 'dentist' } },
)
if (library.all.length === 0) throw new Error("The dentist's flow has errors.")
await services.prompts.prepare(library.all.flatMap(({ flow }) => staticTexts(flow)))
const desk = new Desk({ ...services, flows: library })

let frames = 0
let missing = 0
const counted: CallDesk = {
  ring: (ring) => desk.ring(ring),
  resume: (lineId, asksAgain) => desk.resume(lineId, asksAgain),
  ended: (lineId, status) => desk.ended(lineId, status),
  transferred: (lineId, outcome, how) => desk.transferred(lineId, outcome, how),
  rung: (callId, transferId, leg) => desk.rung(callId, transferId, leg),
  drain: (ms) => desk.drain(ms),
  get live() {
    return desk.live
  },
  connect: (callId, line) => {
    const listener = desk.connect(callId, line)
    return listener instanceof Promise ? listener.then(counting) : counting(listener)
  },
}

function counting(listener: LineListener): LineListener {
  let endsAtMs: number | null = null
  return {
    onAudio(audio, atMs) {
      frames += 1
      if (endsAtMs !== null) missing += Math.max(0, Math.round((atMs - endsAtMs) / 20))
      endsAtMs = atMs + audio.length / 8
      listener.onAudio(audio, atMs)
    },
    onKey: (key) => listener.onKey(key),
    onMark: (name) => listener.onMark(name),
    onEnd: (how) => listener.onEnd(how),
  }
}

const server = await createServer({ config, calls: counted, store: services.store, metrics, logger })
const { port } = await server.listen()
const loop = monitorEventLoopDelay({ resolution: 10 })
loop.enable()

async function sample(collect: boolean): Promise<Answer> {
  // Twice: what is freed with a wait between is freed for good.
  if (collect) {
    globalThis.gc?.()
    await pause(50)
    globalThis.gc?.()
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  const answer: Answer = {
    type: 'sample',
    sample: {
      cpuUs: user + system,
      rssBytes: rss,
      heapBytes: heapUsed + external,
      live: desk.live,
      frames,
      missing,
      loopP99Ms: loop.percentile(99) / 1e6,
      loopMaxMs: loop.max / 1e6,
    },
  }
  loop.reset()
  return answer
}

process.on('message', (request: Request) => {
  if (request.type === 'sample') void sample(request.collect).then((answer) => process.send?.(answer))
  else void close()
})
process.on('disconnect', () => process.exit())

async function close(): Promise<void> {
  await server.close()
  await services.store.close()
  rmSync(folder, { recursive: true })
  process.exit()
}

process.send?.({ type: 'ready', port } satisfies Answer)
