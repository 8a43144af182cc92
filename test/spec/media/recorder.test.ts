import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Recorder, tone } from '../../../src/media/recorder.ts'
import { sealed } from '../../contract/sealing.ts'
import { plainCodec } from '../../../src/store/record-codec.ts'
import { createRecordings } from '../../../src/media/recordings.ts'
import { readWav } from '../../../src/media/wav.ts'

const frame = (byte: number): Uint8Array => new Uint8Array(160).fill(byte)

/** Feeds so many milliseconds; how it ended, and after how long. */
function feed(recorder: Recorder, ms: number, voice: boolean): string | null {
  for (let at = 20; at <= ms; at += 20) {
    const how = recorder.audio(frame(voice ? 0x10 : 0xff), voice)
    if (how !== null) return `${how} after ${at}`
  }
  return null
}

describe('a recording', () => {
  const limits = { maxMs: 10_000, silenceMs: 2000, beep: false }

  test('ends with the silence after speech, which is not part of it', () => {
    const recorder = new Recorder(limits)
    expect(feed(recorder, 1000, false)).toBeNull()
    expect(feed(recorder, 3000, true)).toBeNull()
    expect(feed(recorder, 4000, false)).toBe('silence after 2000')
    expect(recorder.recorded()).toMatchObject({ ms: 4200, spoke: true })
    expect(recorder.recorded().mulaw).toHaveLength(4200 * 8)
  })

  test('a pause shorter than that is part of it', () => {
    const recorder = new Recorder(limits)
    feed(recorder, 1000, true)
    expect(feed(recorder, 1980, false)).toBeNull()
    expect(feed(recorder, 1000, true)).toBeNull()
    expect(recorder.recorded().ms).toBe(3980)
  })

  test('has a longest length', () => {
    expect(feed(new Recorder(limits), 20_000, true)).toBe('max after 10000')
  })

  test('nobody speaks: given up', () => {
    const recorder = new Recorder(limits)
    expect(feed(recorder, 20_000, false)).toBe('noinput after 6000')
    expect(recorder.recorded()).toMatchObject({ ms: 0, spoke: false })
  })

  test('our own tone is not recorded', () => {
    const recorder = new Recorder({ ...limits, beep: true })
    expect(tone()).toHaveLength(250 * 8)
    feed(recorder, 260, false)
    feed(recorder, 500, true)
    expect(recorder.recorded().ms).toBe(500)
  })
})

test('is sealed on the disk, opened by its name, and erased with its call or when its time is over', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'recordings-'))
  try {
    const recordings = createRecordings(directory, sealed)
    const name = await recordings.keep('c-1-r2', frame(0x10))
    await recordings.keep('c-1-r10', frame(0x20))
    await recordings.keep('c-11-r1', frame(0x30))
    expect((await readFile(join(directory, name))).includes('RIFF')).toBe(false)
    expect(readWav(Buffer.from((await recordings.open(name)) ?? [])).channels[0]).toHaveLength(160)
    expect(await recordings.open('c-1-r3.wav')).toBeNull()
    await expect(createRecordings(directory, plainCodec).open(name)).rejects.toMatchObject({ code: 'corrupt' })
    expect(await recordings.erase('c-1')).toBe(2)
    expect(await readdir(directory)).toEqual(['c-11-r1.wav'])
    expect(await recordings.eraseOlderThan(Date.now() - 60_000)).toBe(0)
    expect(await recordings.eraseOlderThan(Date.now() + 60_000)).toBe(1)
    expect(await createRecordings(join(directory, 'not-there'), sealed).erase('c-1')).toBe(0)
  } finally {
    await rm(directory, { recursive: true })
  }
})

test('is kept as a WAV file that only the server’s user can read, under a name that leads nowhere else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'recordings-'))
  try {
    const folder = join(directory, 'recordings')
    const name = await createRecordings(folder, plainCodec).keep('../c-1-r2', frame(0x10))
    expect(name).toBe('.._c-1-r2.wav')
    const wav = readWav(await readFile(join(folder, name)))
    expect(wav.rateHz).toBe(8000)
    expect(wav.channels[0]).toHaveLength(160)
    expect((await stat(join(folder, name))).mode & 0o077).toBe(0)
  } finally {
    await rm(directory, { recursive: true })
  }
})
