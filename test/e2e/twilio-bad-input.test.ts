import { expect, it, onTestFinished } from 'vitest'
import { startLineServer, tone } from '../stand-ins/line-server.ts'
import type { LineServer } from '../stand-ins/line-server.ts'
import { openRaw, postForm, ringFor, startMessage } from '../stand-ins/raw-stream.ts'

const callSid = `CA${'a'.repeat(32)}`
const streamSid = `MZ${'b'.repeat(32)}`

async function start(options?: Parameters<typeof startLineServer>[0]): Promise<LineServer> {
  const server = await startLineServer(options)
  onTestFinished(() => server.close())
  return server
}

function media(sid = streamSid): unknown {
  const payload = Buffer.from(tone(20)).toString('base64')
  return { event: 'media', streamSid: sid, media: { track: 'inbound', chunk: '1', timestamp: '100', payload } }
}

async function liveStream(server: LineServer) {
  const parameters = await ringFor(server, callSid)
  const stream = await openRaw(server)
  stream.sendJson(startMessage({ streamSid, callSid, accountSid: server.twilio.accountSid, parameters }))
  await expect.poll(() => stream.received.length).toBeGreaterThan(0)
  return { stream, parameters }
}

async function count(server: LineServer, metric: string): Promise<number> {
  const line = (await server.metrics.registry.metrics()).split('\n').find((one) => one.startsWith(`${metric} `))
  return Number(line?.slice(metric.length) ?? 0)
}

it.each([
  ['no signature', null],
  ["another account's signature", 'not-the-token'],
])('refuses a webhook with %s: 403, and no call', async (_, authToken) => {
  const server = await start()
  for (const path of [
    '/twilio/voice',
    '/twilio/resume',
    '/twilio/stream-ended',
    '/twilio/status',
    '/twilio/transfer-result',
  ]) {
    const response = await postForm(server, path, { CallSid: callSid, CallStatus: 'completed' }, authToken)
    expect(response.status).toBe(403)
  }
  expect(server.desk.events).toEqual([])
})

it('takes a webhook signed with either of two tokens, while they are being rotated', async () => {
  const server = await start({ env: { TWILIO_AUTH_TOKEN: 'the-new-one, a-token-of-the-stand-in' } })
  for (const token of ['the-new-one', 'a-token-of-the-stand-in']) {
    expect((await postForm(server, '/twilio/voice', { CallSid: callSid }, token)).status).toBe(200)
  }
  const parameters = await ringFor(server, callSid)
  const stream = await openRaw(server)
  stream.sendJson(startMessage({ streamSid, callSid, accountSid: server.twilio.accountSid, parameters }))
  await expect.poll(() => stream.received.length).toBeGreaterThan(0)
})

it('refuses an upgrade without a signature, and takes one with a slash at the end', async () => {
  const server = await start()
  await expect(openRaw(server, { isSigned: false })).rejects.toThrow('HTTP 403')
  expect((await openRaw(server, { path: '/twilio/media/' })).isOpen).toBe(true)
})

it('opens the media route to no plain GET', async () => {
  const server = await start()
  expect((await fetch(`${server.url}/twilio/media`)).status).toBe(403)
})

it.each<[string, (good: Record<string, string>) => Record<string, string>]>([
  ['no parameters', () => ({})],
  ['a made-up token', (good) => ({ ...good, token: '9999999999999.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })],
  ["another call's id", (good) => ({ ...good, callId: 'call-2' })],
  ['another flow', (good) => ({ ...good, flow: 'payments' })],
  ['a longer life', (good) => ({ ...good, token: `9${good['token']}` })],
])('closes a stream with %s: 1008, before any session is asked', async (_, spoil) => {
  const server = await start()
  const parameters = spoil(await ringFor(server, callSid))
  const stream = await openRaw(server)
  stream.sendJson(startMessage({ streamSid, callSid, accountSid: server.twilio.accountSid, parameters }))
  expect(await stream.closed).toEqual({ code: 1008, reason: 'bad_token' })
  expect(server.desk.events.map(({ type }) => type)).toEqual(['ring'])
})

it.each([
  ['CallSid', { callSid: `CA${'c'.repeat(32)}` }],
  ['AccountSid', { accountSid: `AC${'c'.repeat(32)}` }],
  ['AccountSid left blank', { accountSid: '' }],
])('closes a stream whose %s is not the one that rang', async (_, other) => {
  const server = await start()
  const parameters = await ringFor(server, callSid)
  const stream = await openRaw(server)
  stream.sendJson(startMessage({ streamSid, callSid, accountSid: server.twilio.accountSid, parameters, ...other }))
  expect((await stream.closed).code).toBe(1008)
})

it('drops what it cannot read or place, counts it, and the call goes on', async () => {
  const server = await start()
  const parameters = await ringFor(server, callSid)
  const stream = await openRaw(server)
  stream.sendJson({ event: 'connected', protocol: 'Call', version: '1.0.0' })
  stream.sendJson(media())
  const begin = startMessage({ streamSid, callSid, accountSid: server.twilio.accountSid, parameters })
  stream.sendJson(begin)
  stream.sendJson(begin)
  for (const text of ['', '{', 'null', '[]', '7', '"media"', '{"event":7}', '{"event":"media"}', '{"event":"mark"}']) {
    stream.send(text)
  }
  stream.sendJson({ event: 'video', streamSid })
  stream.sendJson({ event: 'dtmf', streamSid, dtmf: { digit: '55' } })
  stream.sendJson(media(`MZ${'f'.repeat(32)}`))
  stream.send(new Uint8Array([1, 2, 3]))
  stream.sendJson({ event: 'dtmf', streamSid, dtmf: { track: 'inbound_track', digit: '5' } })
  await expect.poll(() => server.desk.events.some(({ type }) => type === 'key')).toBe(true)
  expect(server.desk.events.map(({ type }) => type)).toEqual(['ring', 'connect', 'key'])
  expect(stream.isOpen).toBe(true)
  const faults = (kind: string) => count(server, `callchart_stream_faults_total{kind="${kind}"}`)
  expect(await faults('early')).toBe(1)
  expect(await faults('second_start')).toBe(1)
  expect(await faults('not_json')).toBe(2)
  expect(await faults('bad_shape')).toBe(8)
  expect(await faults('unknown_event')).toBe(1)
  expect(await faults('other_stream')).toBe(1)
  expect(await faults('binary')).toBe(1)
})

it('closes a stream that sends an oversized frame, and another call does not notice', async () => {
  const server = await start()
  const { stream } = await liveStream(server)
  const call = server.twilio.dial({ from: '+447700900124', to: '+442079460000', webhookUrl: server.webhookUrl })
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  stream.send(`{"event":"media","streamSid":"${streamSid}","media":{"payload":"${'A'.repeat(70_000)}"}}`)
  expect((await stream.closed).code).toBe(1009)
  await expect.poll(() => server.desk.events.some((event) => event.type === 'end' && event.how === 'lost')).toBe(true)
  const since = call.nowMs
  await call.speak(tone(100))
  await call.until('the echo is heard', () => call.agentHeardMs > since)
  expect(call.violations).toEqual([])
})

it('closes a stream that sends nothing but faults', async () => {
  const server = await start()
  const { stream } = await liveStream(server)
  for (let sent = 0; sent <= 500; sent++) stream.send('{')
  expect(await stream.closed).toEqual({ code: 1008, reason: 'too many faults' })
})

it('gives a call to its newer stream, and closes the older one', async () => {
  const server = await start()
  const { stream, parameters } = await liveStream(server)
  const newer = await openRaw(server)
  const sid = `MZ${'d'.repeat(32)}`
  newer.sendJson(startMessage({ streamSid: sid, callSid, accountSid: server.twilio.accountSid, parameters }))
  expect(await stream.closed).toEqual({ code: 1008, reason: 'a newer stream took over' })
  await expect.poll(() => newer.received.length).toBeGreaterThan(0)
  expect(server.desk.events.map(({ type }) => type)).toEqual(['ring', 'connect', 'end', 'connect'])
  expect(newer.isOpen).toBe(true)
})

it('answers a form that names no call with the way out, not with an error', async () => {
  const server = await start()
  const response = await postForm(server, '/twilio/voice', { Nothing: 'at all' })
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('<Say')
})

it('refuses bodies that are too large or of no known kind, and lives', async () => {
  const server = await start()
  const post = (type: string, body: string) =>
    fetch(`${server.url}/twilio/voice`, { method: 'POST', headers: { 'content-type': type }, body })
  expect((await post('application/x-www-form-urlencoded', `a=${'b'.repeat(70_000)}`)).status).toBe(413)
  expect((await post('application/xml', '<a/>')).status).toBe(415)
  expect((await post('application/json', '{')).status).toBe(400)
  expect((await post('application/x-www-form-urlencoded', '__proto__=1&constructor=2&%=%')).status).toBe(403)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
})
