import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startLineServer } from '../stand-ins/line-server.ts'
import type { LineServer } from '../stand-ins/line-server.ts'
import { postForm } from '../stand-ins/raw-stream.ts'

const callSid = `CA${'a'.repeat(32)}`

async function start(options?: Parameters<typeof startLineServer>[0]): Promise<LineServer> {
  const server = await startLineServer(options)
  onTestFinished(() => server.close())
  return server
}

/** Work that holds the loop, as a burst of calls does. */
function hold(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

function ring(server: LineServer, path = '/twilio/voice'): Promise<string> {
  const { accountSid } = server.twilio
  const form = {
    CallSid: callSid,
    AccountSid: accountSid,
    From: '+447700900123',
    To: '+442079460000',
    CallStatus: 'ringing',
  }
  return postForm(server, path, form).then((answer) => answer.text())
}

it(
  'keeps who rings on the line while it has too much to do, and takes them once it has less; a live call notices nothing',
  { timeout: 60_000 },
  async () => {
    const server = await start({ limits: { loopDelayMs: 40 } })
    const { webhookUrl } = server
    const live = server.twilio.dial({ from: '+447700900124', to: '+442079460000', webhookUrl })
    await live.until('the agent is heard', () => live.agentHeardMs > 0)
    let twiml = ''
    for (let tries = 0; tries < 60 && !twiml.includes('held='); tries++) {
      hold(150)
      twiml = await ring(server)
    }
    // Told to ask again, with the time since when they have waited: not busy, not silence, not an apology.
    expect(twiml).toContain('<Redirect')
    expect(twiml).not.toContain('<Reject')
    const [, again = ''] = /https:\/\/voice\.test(\/twilio\/voice\?[^<]*)</.exec(twiml) ?? []
    expect(again).toMatch(/^\/twilio\/voice\?held=\d+&amp;times=1$/)
    await expect
      .poll(() => ring(server, again.replaceAll('&amp;', '&')), { timeout: 20_000, interval: 250 })
      .toContain('wss://voice.test/twilio/media')
    expect(live.isOver).toBe(false)
    expect(live.violations).toEqual([])
  },
)

it('lets a request go whose body trickles in', { timeout: 90_000 }, async () => {
  const server = await start({ limits: { requestMs: 2000 } })
  const socket = connect({ port: Number(new URL(server.url).port), host: '127.0.0.1' })
  onTestFinished(() => void socket.destroy())
  const began = performance.now()
  socket.write('POST /twilio/voice HTTP/1.1\r\nHost: voice.test\r\nContent-Type: application/x-www-form-urlencoded\r\n')
  socket.write('Content-Length: 2000\r\n\r\nCallSid=')
  const drip = setInterval(() => socket.write('A'), 500)
  const heard: Buffer[] = []
  socket.on('data', (data: Buffer) => heard.push(data))
  socket.on('error', () => {})
  await new Promise<void>((gone) => socket.once('close', () => gone()))
  clearInterval(drip)
  expect(Buffer.concat(heard).toString()).toMatch(/^HTTP\/1.1 408 /)
  // Node's own limit is five minutes, and fastify's none.
  expect(performance.now() - began).toBeLessThan(30_000)
  expect(await ring(server)).toContain('<Connect')
})
