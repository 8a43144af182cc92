import { expect, it } from 'vitest'
import { Recording, type RecordingOutcome } from '../../../src/call/stream/recording.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

function recording() {
  const clock = new VirtualClock()
  const told: RecordingOutcome[] = []
  const effect = { type: 'record.start', id: 'r1', maxMs: 60_000, silenceMs: 3000, beep: false } as const
  const recordings = { keep: async (name: string) => `${name}.wav` }
  const on = { finished: (outcome: RecordingOutcome) => void told.push(outcome), fault() {} }
  const made = new Recording(effect, { play() {} }, recordings, clock, on)
  return { clock, told, made }
}

it('a caller who says nothing on a line that sends no silence is not recorded for ever', async () => {
  const { clock, told } = recording()
  await clock.advance(7000)
  expect(told).toEqual([{ id: 'r1', ref: '', ms: 0, how: 'noinput' }])
  expect(clock.pending).toBe(0)
})

it('the silence after a message ends it on a line that sends no silence', async () => {
  const { clock, told, made } = recording()
  for (let sent = 0; sent < 50; sent++) {
    made.audio(new Uint8Array(160), true)
    await clock.advance(20)
  }
  await clock.advance(4000)
  expect(told).toMatchObject([{ ref: 'r1.wav', how: 'silence' }])
})
