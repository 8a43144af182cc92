import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../src/server/config.ts'
import { createLogger } from '../../src/server/logger.ts'
import { createMetrics } from '../../src/server/metrics.ts'
import { createServer } from '../../src/server/server.ts'
import type { RequestLimits } from '../../src/server/hardening.ts'
import type { Environment } from '../../src/server/env-reader.ts'
import { createEchoDesk } from '../stand-ins/echo-desk.ts'
import { storeOf, tone } from '../stand-ins/line-server.ts'

/** A server with a page where the console would be. */
async function start(env: Environment = {}, limits: Partial<RequestLimits> = {}): Promise<string> {
  const read = readConfig({ HOST: '127.0.0.1', PORT: '0', ...env })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const calls = createEchoDesk({ greeting: tone(20) })
  const server = await createServer({
    config: read.config,
    calls,
    store: storeOf(calls),
    metrics: createMetrics({ process: false }),
    logger: createLogger({ level: 'silent' }),
    limits,
  })
  server.app.get('/console', () => 'a page')
  server.app.get('/console/*', () => 'a page')
  server.app.get('/consoles', () => 'something else')
  const { port } = await server.listen()
  onTestFinished(() => server.close())
  return `http://127.0.0.1:${port}`
}

async function ask(url: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  // Not fetch: it writes Host itself.
  const { port, host } = new URL(url)
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  const lines = Object.entries({ host, ...headers, connection: 'close' })
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
  const text = (await socket.toArray()).join('')
  return Number(text.slice(9, 12))
}

const inside = ['/metrics', '/metrics/', '/console/', '/console/calls?live=1', '/%63onsole/x'] as const

it.each(inside)('shows %s to this machine where no proxy can stand for it', async (path) => {
  const url = await start()
  expect(await ask(url, path)).toBe(200)
})

it.each([
  ['came through a proxy', { 'x-forwarded-for': '203.0.113.9' }],
  ['says so the newer way', { forwarded: 'for=203.0.113.9' }],
  ['came through a tunnel', { 'cf-connecting-ip': '203.0.113.9' }],
  ['asks for a name that was pointed here', { host: 'rebound.example:3000' }],
  ['asks for a name that looks like an address', { host: '127.0.0.1.rebound.example' }],
])('shows what is inside to nobody who %s', async (_, headers) => {
  const url = await start({ CALLCHART_API_TOKEN: 'wall:read:s3cret,dialler:dial:0ther' })
  for (const path of inside) {
    expect(await ask(url, path, headers)).toBe(401)
    expect(await ask(url, path, { ...headers, authorization: 'Bearer wrong' })).toBe(401)
    expect(await ask(url, path, { ...headers, authorization: 'Bearer 0ther' })).toBe(403)
    expect(await ask(url, path, { ...headers, authorization: 'Bearer s3cret' })).toBe(200)
  }
})

it('shows what is inside to nobody without a token where the server has a public address', async () => {
  const url = await start({ CALLCHART_PUBLIC_URL: 'https://voice.test' })
  for (const path of inside) expect(await ask(url, path)).toBe(403)
  expect(await ask(url, '/healthz')).toBe(200)
  expect(await ask(url, '/consoles')).toBe(200)
  for (const path of ['/calls', '/calls/c-1']) expect(await ask(url, path)).toBe(403)
})

it('counts what somebody without a token asks, and not Twilio, health checks or who has one', async () => {
  const url = await start({ CALLCHART_API_TOKEN: 'wall:read:s3cret' }, { perAddress: 5, perToken: 8 })
  const wrong = { authorization: 'Bearer guess', 'x-forwarded-for': '203.0.113.9' }
  const guesses: number[] = []
  for (let n = 0; n < 7; n++) guesses.push(await ask(url, n % 2 === 0 ? '/calls' : '/metrics', wrong))
  expect(guesses).toEqual([401, 401, 401, 401, 401, 429, 429])
  // Another address cannot be claimed by a header.
  expect(await ask(url, '/calls', { ...wrong, 'x-forwarded-for': '203.0.113.10' })).toBe(429)
  const right = { authorization: 'Bearer s3cret' }
  const seen: number[] = []
  for (let n = 0; n < 10; n++) seen.push(await ask(url, '/calls', right))
  expect(seen).toEqual([...Array<number>(8).fill(200), 429, 429])
  for (let n = 0; n < 20; n++) {
    expect(await ask(url, '/healthz')).toBe(200)
    expect(await ask(url, '/readyz')).toBe(200)
    // Not configured here: what matters is that it is the route that answers.
    expect(await ask(url, '/twilio/voice')).toBe(503)
  }
})

it('bounds what is asked of addresses that are not there', async () => {
  const url = await start({}, { perAddress: 3 })
  const answers: number[] = []
  for (let n = 0; n < 5; n++) answers.push(await ask(url, `/wp-admin/${n}`))
  expect(answers).toEqual([404, 404, 404, 429, 429])
})

it('lets who only looks wait while it has too much to do, and calls never', { timeout: 20_000 }, async () => {
  const url = await start({ CALLCHART_API_TOKEN: 'sesame' }, { loopDelayMs: 20 })
  const right = { authorization: 'Bearer sesame' }
  const until = performance.now() + 10_000
  let looked = 200
  while (looked !== 503 && performance.now() < until) {
    // Work that holds the loop, as a burst of calls does.
    for (const end = performance.now() + 150; performance.now() < end;);
    looked = await ask(url, '/calls', right)
  }
  expect(looked).toBe(503)
  for (const end = performance.now() + 150; performance.now() < end;);
  expect(await ask(url, '/healthz')).toBe(200)
  expect(await ask(url, '/twilio/voice')).toBe(503)
})
