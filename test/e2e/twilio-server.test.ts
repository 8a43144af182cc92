import { connect, createServer as createTcpServer } from 'node:net'
import type { Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import twilioSdk from 'twilio'
import { readConfig } from '../../src/server/config.ts'
import { createLogger } from '../../src/server/logger.ts'
import { createMetrics } from '../../src/server/metrics.ts'
import { createServer } from '../../src/server/server.ts'
import { createEchoDesk } from '../stand-ins/echo-desk.ts'
import { publicUrl, startLineServer, storeOf, tone } from '../stand-ins/line-server.ts'
import type { LineServer } from '../stand-ins/line-server.ts'
import { openRaw, postForm } from '../stand-ins/raw-stream.ts'
import { startTwilio } from '../stand-ins/twilio.ts'

async function start(options?: Parameters<typeof startLineServer>[0]) {
  const server = await startLineServer(options)
  onTestFinished(() => server.close())
  return server
}

it('says that it lives, and that it is ready only while its store answers', async () => {
  let isDown = false
  const { url } = await start({ isStoreDown: () => isDown })
  const get = async (path: string) => {
    const response = await fetch(url + path)
    return [response.status, await response.json()]
  }
  expect(await get('/healthz')).toEqual([200, { status: 'alive' }])
  expect(await get('/readyz')).toEqual([200, { status: 'ready' }])
  isDown = true
  expect(await get('/readyz')).toEqual([503, { status: 'store unreachable' }])
  expect(await get('/healthz')).toEqual([200, { status: 'alive' }])
})

it('counts calls and streams', async () => {
  const server = await start({ env: { CALLCHART_API_TOKEN: 'open sesame' } })
  const call = server.twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: server.webhookUrl })
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  const headers = { authorization: 'Bearer open sesame' }
  const text = await (await fetch(`${server.url}/metrics`, { headers })).text()
  expect(text).toContain('callchart_calls_live 1')
  expect(text).toContain('callchart_streams_open 1')
  expect(text).toContain('callchart_webhook_seconds_count{route="/twilio/voice",result="answered"} 1')
  expect(text).not.toContain('7700900123')
})

it('shows calls to whoever has the token, and to nobody without one', async () => {
  const server = await start({ env: { CALLCHART_API_TOKEN: 'open sesame' } })
  const call = server.twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: server.webhookUrl })
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  const get = (path: string, token?: string) =>
    fetch(server.url + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })
  expect((await get('/calls')).status).toBe(401)
  expect((await get('/calls', 'open')).status).toBe(401)
  expect((await get('/calls/call-1', 'wrong')).status).toBe(401)
  const { calls } = (await (await get('/calls', 'open sesame')).json()) as { calls: unknown[] }
  expect(calls).toMatchObject([{ callId: 'call-1', flow: 'echo', live: true }])
  expect(await (await get('/calls/call-1', 'open sesame')).json()).toMatchObject({ callId: 'call-1', log: [] })
  expect((await get('/calls/nobody', 'open sesame')).status).toBe(404)
})

it('keeps the calls shut where no token is configured', async () => {
  const { url } = await start()
  const response = await fetch(`${url}/calls`, { headers: { authorization: 'Bearer null' } })
  expect([response.status, await response.json()]).toEqual([
    403,
    { error: 'Set CALLCHART_API_TOKEN to open this route.' },
  ])
})

it('logs neither numbers nor bodies, also when it fails', async () => {
  const server = await start({ twilio: { speed: 8 } })
  server.desk.breakDown()
  const call = server.twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: server.webhookUrl })
  await call.over
  expect(server.logged.join('')).toContain('a webhook failed')
  expect(server.logged.join('')).not.toMatch(/7700900123|79460000|CallSid=/)
})

/** One Twilio and one desk, behind a proxy that can be pointed at any of several servers. */
async function startFleet() {
  const proxy = { url: '' }
  const twilio = await startTwilio({ reach: () => ({ [publicUrl]: proxy.url }), speed: 2 })
  const desk = createEchoDesk({ greeting: tone(200) })
  onTestFinished(() => twilio.close())
  return {
    proxy,
    dial: () => twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl: `${publicUrl}/twilio/voice` }),
    serve: async (port = 0) => {
      const read = readConfig({
        PORT: String(port),
        CALLCHART_PUBLIC_URL: publicUrl,
        CALLCHART_DRAIN_MS: '500',
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
      })
      if (!read.ok) throw new Error('bad config')
      const metrics = createMetrics({ process: false })
      const logger = createLogger({ level: 'silent' })
      const server = await createServer({ config: read.config, calls: desk, store: storeOf(desk), metrics, logger })
      onTestFinished(() => server.close())
      const listening = await server.listen()
      return { server, port: listening.port, url: `http://127.0.0.1:${listening.port}` }
    },
  }
}

it('hands its calls to another server when it stops, and the callers hear that one', async () => {
  const { proxy, dial, serve } = await startFleet()
  const [first, second] = [await serve(), await serve()]
  proxy.url = first.url
  const call = dial()
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  const closing = first.server.close()
  // The one that is closing sends Twilio round until the proxy has found the other.
  await call.until('it has been sent round', () => call.log.filter(({ what }) => what === 'webhook').length >= 2)
  proxy.url = second.url
  await closing
  await call.until('a second stream', () => call.streamSids.length === 2)
  const since = call.nowMs
  await call.until('the agent is heard again', () => call.agentHeardMs > since)
  expect(call.log.find(({ what }) => what === 'stream.ended')?.detail).toBe('closed 1012')
})

it('finds its calls again when it was killed and started anew on the same port', async () => {
  const { proxy, dial, serve } = await startFleet()
  const first = await serve()
  proxy.url = first.url
  const call = dial()
  await call.until('the agent is heard', () => call.agentHeardMs > 0)
  // As a killed process leaves them: no close frames, and a port that refuses.
  first.server.app.server.close()
  for (const client of first.server.app.websocketServer.clients) client.terminate()
  first.server.app.server.closeAllConnections()
  await call.until('Twilio asks in vain', () => call.nowMs > 1000)
  expect(call.streamSids).toHaveLength(1)
  await serve(first.port)
  await call.until('a second stream', () => call.streamSids.length === 2)
  expect(call.log.find(({ what }) => what === 'stream.ended')?.detail).toBe('abnormal 1006')
  expect(call.isOver).toBe(false)
})

it('takes no new calls while it closes, and ends in time although a peer does not answer', async () => {
  const server = await start({ env: { CALLCHART_DRAIN_MS: '0' } })
  const stubborn = await openStubborn(server)
  onTestFinished(() => void stubborn.destroy())
  const { closed } = await openRaw(server)
  const began = performance.now()
  await server.server.close()
  expect(performance.now() - began).toBeLessThan(3500)
  expect((await closed).code).toBe(1012)
  await expect(postForm(server, '/twilio/voice', { CallSid: 'CA1' })).rejects.toThrow('fetch failed')
})

it('names the port that is in use, and how to choose another', async () => {
  const taken = createTcpServer()
  const port = await new Promise<number>((resolve) => {
    taken.listen(0, '127.0.0.1', () => {
      const address = taken.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  onTestFinished(() => void taken.close())
  await expect(startLineServer({ env: { PORT: String(port) } })).rejects.toMatchObject({
    name: 'ServerError',
    code: 'port_in_use',
    exitCode: 2,
    message: `Port ${port} on 127.0.0.1 is in use by another program. Stop that program, or choose another port: PORT=${port + 1}.`,
  })
})

it('starts without a Twilio account, and tells whoever calls its webhooks what is missing', async () => {
  const read = readConfig({ PORT: '0' })
  if (!read.ok) throw new Error('bad config')
  const desk = createEchoDesk({ greeting: new Uint8Array(0) })
  const logger = createLogger({ level: 'silent' })
  const server = await createServer({
    config: read.config,
    calls: desk,
    store: storeOf(desk),
    metrics: createMetrics({ process: false }),
    logger,
  })
  onTestFinished(() => server.close())
  const { port } = await server.listen()
  const response = await fetch(`http://127.0.0.1:${port}/twilio/voice`, { method: 'POST' })
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('TWILIO_AUTH_TOKEN')
})

/** Upgrades to a WebSocket, and answers nothing ever after. */
function openStubborn({ url, twilio }: LineServer): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const address = `${publicUrl.replace('http', 'ws')}/twilio/media`
  const headers = [
    'GET /twilio/media HTTP/1.1',
    'Host: voice.test',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `X-Twilio-Signature: ${twilioSdk.getExpectedTwilioSignature(twilio.authToken, address, {})}`,
  ]
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${headers.join('\r\n')}\r\n\r\n`))
    socket.on('error', reject)
    socket.once('data', (data) => {
      if (data.toString().startsWith('HTTP/1.1 101')) resolve(socket)
      else reject(new Error(data.toString()))
    })
  })
}
