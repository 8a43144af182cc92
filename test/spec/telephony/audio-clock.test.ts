import { expect, it } from 'vitest'
import { createAudioClock } from '../../../src/telephony/twilio/audio-clock.ts'
import { createFrameOrder } from '../../../src/telephony/twilio/frame-order.ts'

function times(timestamps: readonly (number | null)[], bytes = 160): number[] {
  const clock = createAudioClock()
  return timestamps.map((timestamp) => clock(timestamp, bytes))
}

const frames = (count: number, step: number, first = 0) => Array.from({ length: count }, (_, n) => first + n * step)

it('counts from the first frame, whose stamp is some 100 ms', () => {
  expect(times(frames(50, 20, 117)).at(-1)).toBe(980)
})

it('takes samples for samples, as a SIP bridge stamps them', () => {
  expect(times(frames(50, 160))).toEqual(frames(50, 20))
})

it('knows of the silence that was not sent', () => {
  expect(times([...frames(20, 20), ...frames(5, 20, 5000)]).at(-1)).toBe(5080)
})

it('goes by the length of the audio where there are no stamps, or they stop', () => {
  expect(times(Array(10).fill(null)).at(-1)).toBe(180)
  expect(times([...frames(20, 20, 90), null, null]).slice(-3)).toEqual([380, 400, 420])
})

it('never goes back, with stamps that wobble or are wrong', () => {
  const wobbling = times(frames(200, 20, 100).map((at, n) => at + ((n * 7) % 5) - 2))
  expect(wobbling).toEqual([...wobbling].sort((a, b) => a - b))
  const wrong = times([...frames(20, 20), 0, 0, Number.MAX_SAFE_INTEGER, 5, 400])
  expect(wrong).toEqual([...wrong].sort((a, b) => a - b))
})

it('tells frames in order from those that come late or twice', () => {
  const inOrder = createFrameOrder()
  expect([2, 3, 3, 2, null, 4, 9, 5].map(inOrder)).toEqual([true, true, false, false, true, true, true, false])
})

it('follows a sender who begins to count again', () => {
  const inOrder = createFrameOrder()
  inOrder(1000)
  const answers = frames(30, 1, 1).map(inOrder)
  expect(answers.indexOf(true)).toBe(25)
  expect(answers.slice(25)).toEqual([true, true, true, true, true])
})
