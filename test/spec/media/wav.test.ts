import { describe, expect, it } from 'vitest'
import { decodeMulawByte } from '../../../src/media/mulaw.ts'
import { createCallRecording, readWav, writeWav } from '../../../src/media/wav.ts'

const startedAt = 1_000_000
const chunk = (ms: number, code: number): Uint8Array => new Uint8Array(ms * 8).fill(code)
const [loud, soft] = [0x00, 0x40]
const levels = (pcm: Int16Array, ...ms: number[]): number[] => ms.map((at) => pcm[at * 8]!)
const of = (code: number): number => decodeMulawByte(code)

describe('a recording of a call', () => {
  it('has the caller left and the agent right, each where it was heard, and silence elsewhere', () => {
    const recording = createCallRecording({ startedAt })
    recording.place('agent', chunk(100, loud), startedAt + 200)
    recording.place('caller', chunk(100, soft), startedAt + 500)
    const { rateHz, channels } = readWav(recording.toWav())
    const [left, right] = channels as [Int16Array, Int16Array]
    expect(rateHz).toBe(8000)
    expect([left.length, right.length]).toEqual([600 * 8, 600 * 8])
    expect(levels(left, 0, 250, 499, 500, 599)).toEqual([0, 0, 0, of(soft), of(soft)])
    expect(levels(right, 0, 199, 200, 299, 300, 599)).toEqual([0, 0, of(loud), of(loud), 0, 0])
  })

  it('joins frames whose times wobble, and keeps a real pause', () => {
    const recording = createCallRecording({ startedAt })
    for (const at of [0, 22, 38, 61]) recording.place('caller', chunk(20, soft), startedAt + at)
    recording.place('caller', chunk(20, loud), startedAt + 150)
    const [left] = readWav(recording.toWav()).channels as [Int16Array]
    expect(left.subarray(0, 80 * 8).every((sample) => sample === of(soft))).toBe(true)
    expect(levels(left, 80, 149, 150, 169)).toEqual([0, 0, of(loud), of(loud)])
  })

  it('does not hold what was cleared before it was heard', () => {
    const recording = createCallRecording({ startedAt })
    recording.place('agent', chunk(300, loud), startedAt)
    recording.erase('agent', startedAt + 120)
    recording.place('agent', chunk(50, soft), startedAt + 400)
    const right = readWav(recording.toWav()).channels[1]!
    expect(levels(right, 119, 120, 299, 399, 400)).toEqual([of(loud), 0, 0, 0, of(soft)])
  })

  it('leaves out what was heard before it began, and grows with the call', () => {
    const recording = createCallRecording({ startedAt })
    recording.place('caller', chunk(100, soft), startedAt - 60)
    recording.place('agent', chunk(1000, loud), startedAt + 200_000)
    const [left, right] = readWav(recording.toWav()).channels as [Int16Array, Int16Array]
    expect(levels(left, 0, 39, 40)).toEqual([of(soft), of(soft), 0])
    expect(right.length).toBe(201_000 * 8)
    expect(levels(right, 199_999, 200_000, 200_999)).toEqual([0, of(loud), of(loud)])
  })

  it('may be empty', () => {
    expect(readWav(createCallRecording({ startedAt }).toWav()).channels.map((channel) => channel.length)).toEqual([
      0, 0,
    ])
  })
})

describe('a WAV file', () => {
  it('is read back as it was written', () => {
    const channels = [Int16Array.of(1, -2, 32_767), Int16Array.of(-32_768, 0, 5)]
    expect(readWav(writeWav(channels, 16_000))).toEqual({ rateHz: 16_000, channels })
  })

  it('may have other chunks before its audio, and may have been cut off', () => {
    const plain = writeWav([Int16Array.of(7, 8, 9)], 8000)
    const list = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0)
    const withList = Uint8Array.from([...plain.subarray(0, 36), ...list, ...plain.subarray(36)])
    expect(readWav(withList).channels[0]).toEqual(Int16Array.of(7, 8, 9))
    expect(readWav(plain.subarray(0, plain.length - 3)).channels[0]).toEqual(Int16Array.of(7))
  })

  it.each([
    ['text', new TextEncoder().encode('this is no recording at all'), 'This is not a WAV file.'],
    ['nothing', new Uint8Array(), 'This is not a WAV file.'],
    ['8-bit audio', writeWav([Int16Array.of(1)], 8000).fill(8, 34, 35), 'This WAV file is not linear 16-bit.'],
    ['a header only', writeWav([Int16Array.of(1)], 8000).subarray(0, 36), 'This WAV file has no audio in it.'],
  ])('says what is wrong with %s', (_, bytes, message) => {
    expect(() => readWav(bytes)).toThrow(message)
  })
})
