import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import twilioSdk from 'twilio'
import { askAgain, transfer, wayOut, whisper } from '../../src/telephony/twilio/twiml.ts'
import { publicUrl, startLineServer, tone } from '../stand-ins/line-server.ts'
import type { LineServer } from '../stand-ins/line-server.ts'
import { openRaw, postForm, ringFor, startMessage } from '../stand-ins/raw-stream.ts'
import type { RawStream } from '../stand-ins/raw-stream.ts'
import { parseTwiml, type TwimlElement } from '../stand-ins/twiml-document.ts'

const callSid = `CA${'a'.repeat(32)}`
const streamSid = `MZ${'b'.repeat(32)}`
const caller = '+447700900123'

async function start(options?: Parameters<typeof startLineServer>[0]): Promise<LineServer> {
  const server = await startLineServer(options)
  onTestFinished(() => server.close())
  return server
}

async function live(server: LineServer, sid = callSid): Promise<RawStream> {
  const parameters = await ringFor(server, sid)
  const stream = await openRaw(server)
  stream.sendJson(startMessage({ streamSid, callSid: sid, accountSid: server.twilio.accountSid, parameters }))
  await expect.poll(() => stream.received.length).toBeGreaterThan(0)
  return stream
}

/** The server takes a call from its first ring to the first word, whatever was done to it before. */
async function stillAnswers(server: LineServer): Promise<void> {
  const { webhookUrl } = server
  const call = server.twilio.dial({ from: caller, to: '+442079460000', webhookUrl })
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  expect(call.violations).toEqual([])
  call.hangUp()
}

it.each([
  ['Host', { host: 'evil.test' }],
  ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' }],
  ['Forwarded', { forwarded: 'host=evil.test;proto=https' }],
  ['X-Original-URL', { 'x-original-url': 'https://evil.test/twilio/voice' }],
])('believes no %s: neither the signature nor the answer is of the address that a header names', async (_, headers) => {
  const server = await start()
  const form = { CallSid: callSid, AccountSid: server.twilio.accountSid, From: caller, To: '+442079460000' }
  const post = async (signedFor: string): Promise<string> => {
    const signature = twilioSdk.getExpectedTwilioSignature(server.twilio.authToken, signedFor, form)
    return rawPost(server, '/twilio/voice', { ...headers, 'x-twilio-signature': signature }, form)
  }
  expect(await post('https://evil.test/twilio/voice')).toMatch(/^HTTP\/1.1 403 /)
  expect(server.desk.events).toEqual([])
  const answer = await post(`${server.publicUrl}/twilio/voice`)
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
  expect(answer).toContain('wss://voice.test/twilio/media')
  expect(answer).not.toContain('evil.test')
})

it('takes no token that has run out, and none from another server’s account', async () => {
  const server = await start()
  const parameters = await ringFor(server, callSid)
  const [, mac = ''] = (parameters['token'] ?? '').split('.')
  for (const token of [`${Date.now() - 1}.${mac}`, `${Date.now() + 1000}.${mac}`, '', 'x'.repeat(60_000)]) {
    const stream = await openRaw(server)
    const changed = { ...parameters, token }
    stream.sendJson(startMessage({ streamSid, callSid, accountSid: server.twilio.accountSid, parameters: changed }))
    expect(await stream.closed).toEqual({ code: 1008, reason: 'bad_token' })
  }
  const other = await start({ env: { TWILIO_AUTH_TOKEN: 'another-token-altogether' } })
  const stream = await openRaw({ ...other, twilio: { ...other.twilio, authToken: 'another-token-altogether' } })
  stream.sendJson(startMessage({ streamSid, callSid, accountSid: other.twilio.accountSid, parameters }))
  expect((await stream.closed).code).toBe(1008)
})

const json = fc.jsonValue({ maxDepth: 3 })
const id = fc.oneof(fc.constant(streamSid), fc.string({ maxLength: 40 }), json)
const frame = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  json.map((value) => JSON.stringify(value)),
  fc
    .record(
      {
        event: fc.oneof(fc.constantFrom('connected', 'start', 'media', 'dtmf', 'mark'), json),
        sequenceNumber: fc.oneof(json, fc.constantFrom('-1', '1e308', '9007199254740993', 'NaN')),
        streamSid: id,
        start: fc.oneof(
          json,
          fc.record({ streamSid: id, callSid: id, accountSid: id, customParameters: json }, { requiredKeys: [] }),
        ),
        media: fc.oneof(
          json,
          fc.record({
            track: fc.constant('inbound'),
            payload: fc.oneof(fc.base64String({ maxLength: 800 }), fc.string({ maxLength: 50 })),
            timestamp: fc.oneof(json, fc.constantFrom('-5', '99999999999999', 'Infinity')),
          }),
        ),
        dtmf: fc.oneof(json, fc.record({ digit: fc.string({ maxLength: 3 }) })),
        mark: fc.oneof(json, fc.record({ name: fc.string({ maxLength: 30 }) })),
        ['__proto__']: json,
      },
      { requiredKeys: ['event'] },
    )
    .map((message) => JSON.stringify(message)),
  fc.uint8Array({ maxLength: 400 }),
)

it('lives through any frames before and after a start, and keeps nothing of them', { timeout: 60_000 }, async () => {
  const server = await start()
  let calls = 0
  const before = process.listenerCount('unhandledRejection')
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 12 }), fc.array(frame, { maxLength: 40 }), async (early, late) => {
      const stream = await openRaw(server)
      for (const data of early) stream.send(data)
      stream.send('{"event":"dtmf","streamSid":"x","dtmf":{"digit":"1"}}')
      const begun = await live(server, `CA${String(++calls).padStart(32, '0')}`)
      for (const data of late) begun.send(data)
      begun.sendJson({ event: 'dtmf', streamSid, dtmf: { digit: '#' } })
      const keys = (): number => server.desk.events.filter((event) => event.type === 'key' && event.key === '#').length
      await expect.poll(keys).toBeGreaterThanOrEqual(calls)
      begun.sendJson({ event: 'stop', streamSid })
      stream.sendJson({ event: 'start' })
      await begun.closed
    }),
    { numRuns: 60 },
  )
  await stillAnswers(server)
  expect(process.listenerCount('unhandledRejection')).toBe(before)
  expect((await server.metrics.registry.metrics()).match(/callchart_streams_open \d+/)?.[0]).toBe(
    'callchart_streams_open 1',
  )
  // What was sent is in no line of the log, whatever was wrong with it.
  expect(server.logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([])
  expect(server.logged.join('')).not.toContain(streamSid)
})

it('ends a fragmented message that never ends, and one whose length is a lie', async () => {
  const server = await start()
  for (const bytes of [
    // A text frame of 2^63 bytes, masked; and one of 70,000 that is announced and never sent.
    [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4],
    [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0x11, 0x70, 1, 2, 3, 4],
    // Reserved bits, an unknown opcode, an unmasked frame.
    [0xf1, 0x80, 1, 2, 3, 4],
    [0x83, 0x80, 1, 2, 3, 4],
    [0x81, 0x02, 0x68, 0x69],
  ]) {
    const signature = twilioSdk.getExpectedTwilioSignature(server.twilio.authToken, 'wss://voice.test/twilio/media', {})
    const { port, hostname } = new URL(server.url)
    const socket = connect({ port: Number(port), host: hostname })
    onTestFinished(() => void socket.destroy())
    socket.write(
      `GET /twilio/media HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\nX-Twilio-Signature: ${signature}\r\n\r\n`,
    )
    const [head] = (await once(socket, 'data')) as [Buffer]
    expect(head.toString('latin1')).toContain('101 Switching Protocols')
    const closed = once(socket, 'close')
    socket.on('error', () => {})
    socket.resume()
    socket.write(Buffer.from(bytes))
    await closed
  }
  await stillAnswers(server)
})

it('lets a peer go that reads nothing, and keeps no more than a megabyte for it', async () => {
  const server = await start()
  const parameters = await ringFor(server, callSid)
  const signature = twilioSdk.getExpectedTwilioSignature(server.twilio.authToken, 'wss://voice.test/twilio/media', {})
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/twilio/media`, {
    headers: { 'x-twilio-signature': signature },
  })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  socket.on('error', () => {})
  socket.pause()
  socket.send(JSON.stringify(startMessage({ streamSid, callSid, accountSid: server.twilio.accountSid, parameters })))
  await expect.poll(() => server.desk.lines.size).toBe(1)
  const [line] = server.desk.lines.values()
  const isLost = (): boolean => server.desk.events.some((event) => event.type === 'end' && event.how === 'lost')
  // What the kernel takes for a loopback socket is a few megabytes; a minute of audio is half of one.
  let sentMs = 0
  for (; sentMs < 60 * 60_000 && !isLost(); sentMs += 60_000) {
    line?.play(tone(60_000))
    await new Promise((go) => setImmediate(go))
  }
  expect(isLost()).toBe(true)
  expect(sentMs).toBeLessThan(60 * 60_000)
  await stillAnswers(server)
})

it('takes calls while a thousand sockets are open that say nothing', { timeout: 30_000 }, async () => {
  const server = await start()
  const sockets = await Promise.all(Array.from({ length: 1050 }, () => openRaw(server)))
  // The first ones had to go; a caller's own stream is never the one that is refused.
  await expect.poll(() => sockets.filter(({ isOpen }) => !isOpen).length).toBe(50)
  expect((await sockets[0]?.closed)?.code).toBe(1013)
  await stillAnswers(server)
})

it('takes calls while unsigned upgrades and webhooks pour in', { timeout: 30_000 }, async () => {
  const server = await start()
  const flood = Array.from({ length: 400 }, (_, n) =>
    n % 2 === 0
      ? openRaw(server, { isSigned: false }).then(
          () => 'open',
          (error: Error) => error.message,
        )
      : postForm(server, '/twilio/voice', { CallSid: callSid }, null).then(({ status }) => `HTTP ${status}`),
  )
  await stillAnswers(server)
  expect(new Set(await Promise.all(flood))).toEqual(new Set(['HTTP 403']))
})

it('writes nothing of a webhook into TwiML as markup', { timeout: 30_000 }, async () => {
  const server = await start()
  let calls = 0
  let answered = 0
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('"/><Dial>+19005550100</Dial>', ']]><Redirect>http://evil.test</Redirect>', '&dial;', '\u0000'),
  )
  await fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (From, To, more) => {
      calls += 1
      const form = { CallSid: `CA${calls}${more}`, AccountSid: server.twilio.accountSid, From, To, CallerName: more }
      const response = await postForm(server, '/twilio/voice', form)
      // A lone half of a character does not survive a form, and so its signature fits nothing.
      if (response.status === 403) return
      answered += 1
      expect(response.status).toBe(200)
      const { children } = parseTwiml(await response.text())
      expect(children.map(({ name }) => name)).toEqual(['Connect', 'Redirect'])
      expect(children[0]?.children.map(({ name }) => name)).toEqual(['Stream'])
      expect(children[1]?.text).toBe('https://voice.test/twilio/resume')
    }),
    { numRuns: 60 },
  )
  expect(answered).toBeGreaterThan(40)
})

it.each<[string, (text: string) => string, (document: TwimlElement) => readonly unknown[]]>([
  ['a brief', (brief) => whisper({ publicUrl, brief, language: 'en-GB' }), namesOf],
  ['a way out', (text) => wayOut({ text, language: 'en-GB', number: null }), namesOf],
  ['a word of excuse', (text) => askAgain(publicUrl, { words: { text, language: 'en-GB' } }), namesOf],
  // The configuration's, which no schema lets in like this; XML has no control characters.
  ['a number', (text) => transfer({ publicUrl, number: plain(text), ringMs: 9000, screened: false }), namesOf],
])('writes %s into TwiML as words, whatever is in it', (_, write, shape) => {
  const expected = shape(parseTwiml(write('words')))
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc
          .array(fc.constantFrom('</Say>', '<Dial>', '</Dial>', '<!--', ']]>', '<![CDATA[', '&', '"', "'", '/>', 'x'))
          .map((parts) => `x${parts.join('')}`),
      ),
      (text) => {
        expect(shape(parseTwiml(write(text)))).toEqual(expected)
      },
    ),
  )
})

it('says nothing of itself and gives nothing to a page elsewhere', async () => {
  const server = await start()
  for (const path of ['/healthz', '/twilio/voice', '/calls', '/nowhere']) {
    const { headers } = await fetch(server.url + path)
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('strict-transport-security')).toContain('max-age')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

function plain(text: string): string {
  return `+44${text.toWellFormed().replace(/[\p{Cc}\uFFFE\uFFFF]/gu, '')}`
}

/** The elements of a document, as they lie in each other. */
function namesOf({ name, children }: TwimlElement): readonly unknown[] {
  return [name, ...children.map(namesOf)]
}

function rawPost(
  server: LineServer,
  path: string,
  headers: Readonly<Record<string, string>>,
  form: Readonly<Record<string, string>>,
): Promise<string> {
  const body = new URLSearchParams(form).toString()
  const all = { host: 'x', ...headers, 'content-type': 'application/x-www-form-urlencoded' }
  const { port, hostname } = new URL(server.url)
  const socket = connect({ port: Number(port), host: hostname })
  const lines = Object.entries({ ...all, 'content-length': String(body.length), connection: 'close' })
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`)
  return new Promise((resolve, reject) => {
    let text = ''
    socket.on('data', (data) => (text += data.toString()))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
