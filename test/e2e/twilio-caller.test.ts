import { expect, it, onTestFinished } from 'vitest'
import { createFliteVoice } from '../../src/speech/flite/voice.ts'
import { startLineServer, tone } from '../stand-ins/line-server.ts'
import { createSpeakingCaller, prepareLines } from '../stand-ins/speaking-caller.ts'

async function dial(greetingMs: number) {
  const server = await startLineServer({ echo: { greeting: tone(greetingMs) } })
  onTestFinished(() => server.close())
  const { webhookUrl, statusUrl } = server
  const call = server.twilio.dial({ from: '+447700900123', to: '+442079460000', webhookUrl, statusUrl })
  return { server, call }
}

it('speaks, listens until the agent is silent, interrupts, presses keys and hangs up', async () => {
  const voice = await createFliteVoice({ voice: 'kal' })
  onTestFinished(() => voice.close())
  const lines = await prepareLines(voice, ['hello', 'yes'])
  const { server, call } = await dial(600)
  const caller = createSpeakingCaller(call, lines)
  const greeting = await caller.hears({ quietMs: 300 })
  expect(greeting.endedMs - greeting.beganMs).toBeGreaterThanOrEqual(560)
  await caller.says('hello')
  const echo = await caller.hears({ quietMs: 300 })
  expect(echo.endedMs).toBeGreaterThan(greeting.endedMs)
  await caller.presses('42')
  await caller.waits(100)
  caller.hangsUp()
  await call.over
  await expect.poll(() => server.desk.events.at(-1)?.type).toBe('ended')
  expect(server.desk.events.flatMap((event) => (event.type === 'key' ? [event.key] : []))).toEqual(['4', '2'])
  expect(call.recording.audibleMs('caller')).toBeGreaterThan(200)
  expect(call.violations).toEqual([])
  // Both sides, 16 bit at 8 kHz.
  const wav = Buffer.from(call.recording.wav())
  expect([wav.toString('latin1', 0, 4), wav.readUInt16LE(22), wav.readUInt32LE(24)]).toEqual(['RIFF', 2, 8000])
  expect(wav.length).toBe(44 + call.recording.ms * 8 * 4)
})

it('breaks in while the agent speaks', async () => {
  const { call } = await dial(1000)
  const caller = createSpeakingCaller(call, new Map([['stop', tone(200)]]))
  await caller.interrupts('stop', 200)
  expect(call.nowMs - call.agentHeardMs).toBeLessThan(60)
  const began = call.recording.audibleMs('caller', 0, call.nowMs)
  expect(began).toBeGreaterThanOrEqual(180)
})

it('says what it waited for when the call is over first, or the wait too long', async () => {
  const { call } = await dial(0)
  const caller = createSpeakingCaller(call, new Map())
  await expect(caller.says('nothing prepared')).rejects.toThrow('not prepared')
  await expect(caller.hears({ withinMs: 200 })).rejects.toThrow('not within 200 ms: the agent begins to speak')
  const heard = caller.hears()
  caller.hangsUp()
  await expect(heard).rejects.toThrow('the call is over, before: the agent begins to speak')
})
