import { expect, it, onTestFinished } from 'vitest'
import type { DeskEvent } from '../stand-ins/echo-desk.ts'
import { startLineServer, tone } from '../stand-ins/line-server.ts'
import type { LineServer } from '../stand-ins/line-server.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'

async function start(options?: Parameters<typeof startLineServer>[0]): Promise<LineServer> {
  const server = await startLineServer(options)
  onTestFinished(() => server.close())
  return server
}

function dial({ twilio, webhookUrl, statusUrl }: LineServer, to = '+442079460000'): StandInCall {
  return twilio.dial({ from: '+447700900123', to, webhookUrl, statusUrl })
}

function typesOf(events: readonly DeskEvent[]): string[] {
  return events.flatMap(({ type }) => (type === 'audio' ? [] : [type]))
}

function hears(call: StandInCall, withinMs = 5000): Promise<void> {
  const since = call.nowMs
  return call.until('the agent is heard', () => call.agentHeardMs > since, withinMs)
}

it('carries both voices: the greeting is heard, its mark comes back, and what the caller says arrives', async () => {
  const server = await start()
  const call = dial(server)
  await call.until('the mark comes back', () => server.desk.events.some(({ type }) => type === 'mark'))
  await call.speak(tone(300))
  const saidMs = call.nowMs
  // The echo of the silence while the greeting played comes first.
  await call.until('the echo has been heard', () => call.nowMs > saidMs + 700)
  call.hangUp()
  await expect.poll(() => typesOf(server.desk.events)).toEqual(['ring', 'connect', 'mark', 'end', 'ended'])
  expect(server.desk.events[0]).toMatchObject({
    ring: { from: '+447700900123', to: '+442079460000', direction: 'inbound' },
  })
  expect(server.desk.events.find(({ type }) => type === 'end')).toMatchObject({ how: 'stop' })
  expect(call.violations).toEqual([])
  expect(call.recording.audibleMs('caller')).toBe(300)
  expect(call.recording.audibleMs('agent')).toBeGreaterThanOrEqual(680)
})

it('hears keys', async () => {
  const server = await start()
  const call = dial(server)
  await hears(call)
  for (const key of '12#*D') call.press(key)
  const keys = () => server.desk.events.flatMap((event) => (event.type === 'key' ? [event.key] : [])).join('')
  await expect.poll(keys).toBe('12#*D')
})

it('goes on in a new stream after the socket was lost', async () => {
  const server = await start()
  const call = dial(server)
  await hears(call)
  call.drop()
  await call.until('a second stream', () => call.streamSids.length === 2)
  await hears(call)
  expect(call.streamSids[0]).not.toBe(call.streamSids[1])
  expect(typesOf(server.desk.events).filter((type) => type !== 'mark')).toEqual(['ring', 'connect', 'end', 'connect'])
  expect(server.desk.events.find(({ type }) => type === 'end')).toMatchObject({ how: 'lost' })
})

it('keeps what comes while the session is being found, and delivers it in order', async () => {
  const ready = Promise.withResolvers<void>()
  const server = await start({ echo: { connectDelay: () => ready.promise } })
  const call = dial(server)
  await call.until('a stream', () => call.streamSids.length === 1)
  call.press('7')
  const since = call.nowMs
  await call.until('half a second of frames', () => call.nowMs > since + 500)
  expect(typesOf(server.desk.events)).toEqual(['ring', 'connect'])
  ready.resolve()
  await call.until('the greeting', () => call.agentHeardMs > since)
  const times = server.desk.events.flatMap((event) => (event.type === 'audio' ? [event.atMs] : []))
  expect(times.length).toBeGreaterThan(20)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(typesOf(server.desk.events)).toContain('key')
})

it('hands a call back by itself when a session throws, and other calls do not notice', async () => {
  const server = await start({ echo: { throwsAtKey: '9' } })
  const [one, other] = [dial(server), dial(server)]
  await Promise.all([hears(one), hears(other)])
  one.press('9')
  await one.until('a second stream', () => one.streamSids.length === 2)
  expect(other.streamSids).toHaveLength(1)
  await other.speak(tone(100))
  await hears(other)
})

it('speaks with a SIP bridge, which signs no upgrade, names no account and dials again by itself', async () => {
  const server = await start({ twilio: { dialect: 'sip-bridge' }, env: { TWILIO_VALIDATE_UPGRADE: 'false' } })
  const call = dial(server)
  await hears(call)
  await call.speak(tone(400))
  call.drop()
  await call.until('it has dialled again', () => call.streamSids.length === 2)
  await hears(call)
  expect(new Set(call.streamSids).size).toBe(1)
  const times = server.desk.events.flatMap((event) => (event.type === 'audio' ? [event.atMs] : []))
  // Samples read as milliseconds would run eight times as fast.
  expect(Math.max(...times)).toBeLessThan(call.nowMs + 100)
})

it('reads a sentence to a caller whose streams never last, instead of going round for ever', async () => {
  const server = await start({ twilio: { speed: 4 }, env: { CALLCHART_WAY_OUT: 'We are sorry.' } })
  const call = dial(server)
  while (!call.isOver) {
    const streams = call.streamSids.length
    await call
      .until('another stream, or the end', () => call.streamSids.length > streams || call.said.length > 0)
      .catch(() => {})
    call.drop()
    if (call.said.length > 0) await call.over
  }
  expect(call.said).toEqual(['We are sorry.'])
  // The server's own guard: these streams have no log by which their calls could be counted.
  expect(call.streamSids.length).toBe(25)
})

it('says that an unknown number is not in service', async () => {
  const server = await start({ twilio: { speed: 4 }, echo: { unknownNumbers: ['+442079460099'] } })
  const call = dial(server, '+442079460099')
  await call.over
  expect(call.said).toEqual(['Sorry, this number is not in service.'])
  expect(call.streamSids).toEqual([])
})

it('apologises, with status 200, when the call cannot be taken', async () => {
  const server = await start({ twilio: { speed: 8 } })
  server.desk.breakDown()
  const call = dial(server)
  await call.over
  expect(call.said).toEqual(['Sorry, something has gone wrong on our side. Please call again in a few minutes.'])
  expect(await server.metrics.registry.metrics()).toContain(
    'callchart_webhook_seconds_count{route="/twilio/voice",result="failed"} 1',
  )
})

it('waits to be fetched back where Twilio does nothing after a lost socket', async () => {
  const server = await start({ twilio: { redirectsAfterDrop: false } })
  const call = dial(server)
  await hears(call)
  call.drop()
  await call.until('it waits', () => call.log.some(({ what }) => what === 'waits'))
  call.update({ url: `${server.publicUrl}/twilio/resume` })
  await hears(call)
  expect(call.streamSids).toHaveLength(2)
})
