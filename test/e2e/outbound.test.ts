import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { OutboundConfig } from '../../src/define-config.ts'
import { assemble, type Parts } from '../../src/server/assemble.ts'
import { readConfig } from '../../src/server/config.ts'
import type { Environment } from '../../src/server/env-reader.ts'
import { createLogger } from '../../src/server/logger.ts'
import { paths } from '../../src/telephony/twilio/twiml.ts'
import { startTwilio, type TwilioOptions } from '../stand-ins/twilio.ts'
import type { Answerer } from '../stand-ins/twilio-placed.ts'

const publicUrl = 'https://voice.test'
const number = '+447700900123'
const patiently = { timeout: 30_000 }
// A machine with much else to do takes its time.
vi.setConfig({ testTimeout: 60_000 })
const pickup = `
flow: pickup
language: en-GB
timezone: Europe/London
start: hello
voicemail: message
inputs: { name: { type: name }, code: { type: digits, default: "1" } }
states:
  hello: { say: "Hello {{ inputs.name }}, your order is ready. We are open until six in the evening.", next: goodbye }
  message: { say: "A message for {{ inputs.name }}.", bargein: false, next: left }
  left: { end: "", outcome: voicemail }
  goodbye: { end: Goodbye! }
`
const allowed: OutboundConfig = {
  from: '+442079460000',
  flows: ['pickup'],
  to: { '+44': 'Europe/London', '+449': false },
  hours: { daily: '00:00-24:00' },
}

async function start(
  options: {
    readonly answerer?: Answerer
    readonly outbound?: OutboundConfig | null
    readonly twilio?: TwilioOptions
    readonly env?: Environment
  } = {},
) {
  const data = await mkdtemp(join(tmpdir(), 'callchart-outbound-'))
  let url = ''
  const twilio = await startTwilio({
    reach: () => ({ [publicUrl]: url }),
    answerer: () => options.answerer ?? { kind: 'person' },
    ...options.twilio,
  })
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DATA: data,
    CALLCHART_DRAIN_MS: '0',
    CALLCHART_API_TOKEN: 'shop:dial+read:open-sesame,wallboard:read:look',
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_BASE_URL: twilio.apiBaseUrl,
    ...options.env,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const said: string[] = []
  const logged: string[] = []
  const outbound = options.outbound === undefined ? allowed : options.outbound
  const parts: Parts = {
    flows: [{ file: 'pickup.yaml', text: pickup }],
    tools: [],
    numbers: {},
    destinations: {},
    ...(outbound === null ? {} : { outbound }),
    observer: {
      notice(_, notice) {
        if (notice.type !== 'stepped') return
        for (const effect of notice.effects) if (effect.type === 'say') said.push(effect.text)
      },
    },
  }
  const logger = createLogger({ level: 'info', destination: { write: (line) => void logged.push(line) } })
  const assembly = await assemble(read.config, parts, logger)
  const { port } = await assembly.server.listen()
  url = `http://127.0.0.1:${port}`
  onTestFinished(async () => {
    await twilio.close()
    await assembly.close()
    await rm(data, { recursive: true, force: true })
  })
  const post = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/calls`, {
      method: 'POST',
      headers: { authorization: 'Bearer open-sesame', 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const call = async (headers?: Record<string, string>) =>
    post({ to: number, flow: 'pickup', inputs: { name: 'Ann' } }, headers)
  const stored = async (answer: { readonly body: Record<string, unknown> }) =>
    assembly.store.read(String(answer.body['callId']))
  const outcomeOf = async (answer: { readonly body: Record<string, unknown> }) => {
    const found = await stored(answer)
    return found?.live === false ? found.snapshot?.context.outcome : 'live'
  }
  return { twilio, assembly, said, logged, url, data, post, call, stored, outcomeOf }
}

describe('a call of ours', () => {
  test('is a conversation with the person who answers it', async () => {
    const server = await start()
    const placed = await server.call()
    expect(placed).toMatchObject({ status: 202, body: { status: 'dialled', repeated: false } })
    const [line] = server.twilio.calls
    await line?.over
    expect(server.said).toEqual(['Hello Ann, your order is ready. We are open until six in the evening.', 'Goodbye!'])
    await expect.poll(() => server.outcomeOf(placed), patiently).toBe('completed')
    expect(line?.violations).toEqual([])
    // An hour, as long as a call may last, and one more for who was put through.
    expect(server.twilio.timeLimits).toEqual(['7200'])
    const call = (await server.stored(placed))?.snapshot?.context.call
    expect(call).toMatchObject({ direction: 'outbound', to: number, from: allowed.from, lineId: line?.sid })
    expect(server.logged.join('')).not.toMatch(/7700900123|open-sesame/)
    const audit = await readFile(join(server.data, 'audit.jsonl'), 'utf8')
    expect(audit).toContain('"token":"shop"')
    expect(audit).not.toContain('7700900123')
  })

  test('leaves the message on a machine after its tone, once', async () => {
    const server = await start({ answerer: { kind: 'machine', knownAfterMs: 1200 } })
    const placed = await server.call()
    const [line] = server.twilio.calls
    await line?.over
    expect(server.said.filter((text) => text.startsWith('A message'))).toEqual(['A message for Ann.'])
    expect(server.said).not.toContain('Goodbye!')
    await expect.poll(() => server.outcomeOf(placed), patiently).toBe('voicemail')
    const at = line?.log.find(({ what }) => what === 'answered by')?.atMs ?? Infinity
    expect(line?.agentHeardMs).toBeGreaterThan(at)
  })

  test('leaves the message too where the flow is at its end before the greeting is', async () => {
    const server = await start({ answerer: { kind: 'machine', knownAfterMs: 9000 } })
    const placed = await server.call()
    const [line] = server.twilio.calls
    await line?.over
    // All that the flow has to say went into the greeting; the message came after the tone, once.
    expect(server.said).toEqual([
      'Hello Ann, your order is ready. We are open until six in the evening.',
      'Goodbye!',
      'A message for Ann.',
    ])
    await expect.poll(() => server.outcomeOf(placed), patiently).toBe('voicemail')
    const at = line?.log.find(({ what }) => what === 'answered by')?.atMs ?? Infinity
    expect(line?.agentHeardMs).toBeGreaterThan(at)
  })

  test('leaves the message where the server that was told of the tone was just ending', async () => {
    let told = 0
    const ending = createServer((_, response) => {
      told += 1
      response.writeHead(503).end()
    })
    await new Promise<void>((go) => ending.listen(0, '127.0.0.1', go))
    onTestFinished(() => void ending.close())
    const { port } = ending.address() as AddressInfo
    let url = ''
    const reach = () => ({
      ...(told === 0 ? { [publicUrl + paths.answeredBy]: `http://127.0.0.1:${port}` } : {}),
      [publicUrl]: url,
    })
    const server = await start({ answerer: { kind: 'machine', knownAfterMs: 1200 }, twilio: { reach } })
    url = server.url
    const placed = await server.call()
    await server.twilio.calls[0]?.over
    expect(told).toBe(1)
    expect(server.said.filter((text) => text.startsWith('A message'))).toEqual(['A message for Ann.'])
    await expect.poll(() => server.outcomeOf(placed), { timeout: 30_000 }).toBe('voicemail')
  }, 60_000)

  test.each([
    ['busy', 'busy'],
    ['failed', 'failed'],
    ['no-answer', 'noanswer'],
  ] as const)('that comes to %s is over, and its flow has said nothing', async (kind, outcome) => {
    const server = await start({ answerer: { kind }, outbound: { ...allowed, ring: '5s' }, twilio: { speed: 4 } })
    const placed = await server.call()
    await expect.poll(() => server.outcomeOf(placed), patiently).toBe(outcome)
    expect(server.said).toEqual([])
    expect((await server.assembly.store.log(String(placed.body['callId']))).map(({ event }) => event.type)).toEqual([
      'call.started',
      'caller.hungup',
    ])
  })

  test('stays over when an older status comes after the last one', async () => {
    const statusDelayMs = (status: string) => (status === 'busy' ? 0 : 800)
    const server = await start({ answerer: { kind: 'busy', statusDelayMs } })
    const placed = await server.call()
    await expect.poll(() => server.outcomeOf(placed), patiently).toBe('busy')
    await server.twilio.clock.wait(1000)
    expect(await server.outcomeOf(placed)).toBe('busy')
    expect((await server.stored(placed))?.snapshot?.seq).toBe(2)
  })

  test('that Twilio is slow to take is uncertain, goes on if it rings, and is never dialled twice', async () => {
    const server = await start({ twilio: { restDelayMs: 700 }, env: { TWILIO_TIMEOUT_MS: '200' } })
    const key = { 'idempotency-key': 'order-7' }
    const placed = await server.call(key)
    expect(placed).toMatchObject({ status: 202, body: { status: 'uncertain' } })
    expect(await server.call(key)).toMatchObject({
      status: 200,
      body: { callId: placed.body['callId'], repeated: true },
    })
    await expect.poll(() => server.twilio.calls.length, patiently).toBe(1)
    await server.twilio.calls[0]?.over
    await expect.poll(() => server.outcomeOf(placed), patiently).toBe('completed')
    expect(server.twilio.calls).toHaveLength(1)
  })

  test('that has not rung by its deadline is taken back', async () => {
    const server = await start({ answerer: { kind: 'person', queuedMs: 60_000 } })
    const placed = await server.post({ to: number, flow: 'pickup', inputs: { name: 'Ann' }, deadline: '1s' })
    await expect.poll(() => server.outcomeOf(placed), patiently).toBe('canceled')
    expect(server.twilio.calls[0]?.status).toBe('canceled')
    expect(server.said).toEqual([])
  })
})

test('callchart call has a running server call somebody, once for a key', async () => {
  const server = await start()
  const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
  const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const env = { PATH: process.env['PATH'] ?? '', CALLCHART_API_TOKEN: 'shop:dial+read:open-sesame' }
    const all = [bin, 'call', '--server', server.url, '--to', number, '--flow', 'pickup', ...args]
    return new Promise((resolve) => {
      execFile(process.execPath, all, { env }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      )
    })
  }
  const first = await run('--set', 'name=Ann', '--set=code=0815', '--key', 'k1')
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('is being dialled') })
  const again = await run('--set', 'name=Ann', '--set=code=0815', '--key', 'k1')
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('was dialled before') })
  expect(server.twilio.calls).toHaveLength(1)
  expect(await run()).toMatchObject({ code: 1, err: 'The flow "pickup" wants the input "name".\n' })
  expect(await run('--set', 'name')).toMatchObject({ code: 2, err: expect.stringContaining('NAME=VALUE') })
})

describe('POST /calls', () => {
  test('makes one call of one key, whoever asks at the same time, and refuses the key for another', async () => {
    const server = await start()
    const key = { 'idempotency-key': 'order-8' }
    const all = await Promise.all(Array.from({ length: 5 }, () => server.call(key)))
    expect(new Set(all.map(({ body }) => body['callId'])).size).toBe(1)
    expect(server.twilio.calls).toHaveLength(1)
    const other = await server.post({ to: '+447700900124', flow: 'pickup', inputs: { name: 'Ann' } }, key)
    expect(other).toMatchObject({ status: 409, body: { code: 'key_used' } })
  })

  const refusals = [
    ['no token', {}, { authorization: '' }, 401, undefined],
    ['a token that only reads', {}, { authorization: 'Bearer look' }, 403, undefined],
    ['a number that is none', { to: '0800 123' }, {}, 400, 'bad_order'],
    ['two numbers', { to: `${number},${number}` }, {}, 400, 'bad_order'],
    ['something unknown', { url: 'https://evil.test' }, {}, 400, 'bad_order'],
    ['no flow', { flow: undefined }, {}, 400, 'bad_order'],
    ['a destination that nobody allowed', { to: '+15005550006' }, {}, 403, 'destination_denied'],
    ['a destination that is denied within one that is allowed', { to: '+449098790000' }, {}, 403, 'destination_denied'],
    ['a flow that may not call', { flow: 'other' }, {}, 404, 'unknown_flow'],
    ['no input where one is wanted', { inputs: {} }, {}, 400, 'input_missing'],
    ['an input that there is not', { inputs: { name: 'Ann', nmae: 'B' } }, {}, 400, 'unknown_input'],
    ['what every object has', { inputs: { name: 'Ann', constructor: 'B' } }, {}, 400, 'unknown_input'],
    ['more than a call can carry', { inputs: { name: 'A'.repeat(3000) } }, {}, 400, 'inputs_too_long'],
  ] as const

  test('refuses what it must, and keeps nothing of it', async () => {
    const server = await start()
    for (const [what, change, headers, status, code] of refusals) {
      const answer = await server.post({ to: number, flow: 'pickup', inputs: { name: 'Ann' }, ...change }, headers)
      expect([answer.status, answer.body['code']], what).toEqual([status, code])
    }
    expect(server.twilio.calls).toEqual([])
    expect(await server.assembly.store.list({ limit: 10 })).toEqual([])
  })

  test('says in words what is wrong with an order', async () => {
    const server = await start()
    const said = async (change: object): Promise<unknown> =>
      (await server.post({ to: number, flow: 'pickup', inputs: { name: 'Ann' }, ...change })).body['error']
    expect(await said({ to: '0800 123' })).toBe('"to" is a number with its country, such as +447700900123.')
    expect(await said({ to: undefined })).toBe('"to" is missing.')
    expect(await said({ deadline: 'soon' })).toBe(
      '"deadline" is how long it may take until it rings, such as 90s or 2m.',
    )
    expect(await said({ dedline: '1m' })).toContain('"deadline"')
  })

  test('calls nobody where the project does not say that it may', async () => {
    const server = await start({ outbound: null })
    expect(await server.call()).toMatchObject({ status: 403, body: { code: 'outbound_off' } })
  })

  test('calls nobody in their quiet hours', async () => {
    const server = await start({ outbound: { ...allowed, hours: {} } })
    expect(await server.call()).toMatchObject({ status: 409, body: { code: 'quiet_hours' } })
  })

  test('keeps to its caps, also when many ask at once', async () => {
    const server = await start({ outbound: { ...allowed, perMinute: 2, atOnce: 50 } })
    const all = await Promise.all(Array.from({ length: 6 }, () => server.call()))
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 202, 429, 429, 429, 429])
    expect(server.twilio.calls).toHaveLength(2)
    const few = await start({ outbound: { ...allowed, atOnce: 1 } })
    expect([(await few.call()).status, (await few.call()).body['code']]).toEqual([202, 'too_many_at_once'])
  })
})
