import { expect, it } from 'vitest'
import { Utterance } from './utterance.ts'

const loud = new Uint8Array(160).fill(0x80)
const silent = new Uint8Array(160).fill(0xff)

it('is new to the recogniser when there was sound, not when there was silence', () => {
  const utterance = new Utterance()
  utterance.add(loud)
  const before = utterance.soundUntil
  utterance.add(silent)
  expect(utterance.soundUntil).toBe(before)
  utterance.add(loud)
  expect(utterance.soundUntil).toBe(480)
})

it('keeps a copy of every frame, in order', () => {
  const utterance = new Utterance()
  const frame = Uint8Array.from([1, 2, 3])
  utterance.add(frame)
  frame.fill(9)
  utterance.add(frame)
  expect([...utterance.audio()]).toEqual([1, 2, 3, 9, 9, 9])
})

it('keeps half a minute and no more', () => {
  const utterance = new Utterance()
  for (let i = 0; i < 60 * 50; i++) utterance.add(loud)
  expect(utterance.audio()).toHaveLength(30 * 8000)
})
