import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { audioPrompt, loadAudioPrompt } from '../../../src/media/load-audio.ts'
import { decodeMulaw, encodeMulaw } from '../../../src/media/mulaw.ts'
import { createSoundFiles } from '../../../src/media/sound-files.ts'
import { readWav, writeWav } from '../../../src/media/wav.ts'

/** A second of a tone of 400 Hz, so many times softer than full scale. */
function tone(rateHz: number, softer = 8): Int16Array {
  return Int16Array.from({ length: rateHz }, (_, i) => (32_767 / softer) * Math.sin((2 * Math.PI * 400 * i) / rateHz))
}

function decoded(mulaw: Uint8Array): Int16Array {
  const pcm = new Int16Array(mulaw.length)
  decodeMulaw(mulaw, pcm)
  return pcm
}

function dbfs(pcm: Int16Array): number {
  return 20 * Math.log10(Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length) / 32_768)
}

/** How often it goes up through zero: twice the frequency in a second. */
function crossings(pcm: Int16Array): number {
  return pcm.reduce((count, sample, i) => count + (i > 0 && sample >= 0 && pcm[i - 1]! < 0 ? 1 : 0), 0)
}

async function folder(files: Readonly<Record<string, Uint8Array>> = {}): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'sounds-'))
  onTestFinished(() => rm(made, { recursive: true }))
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(made, name), bytes)
  return made
}

describe('a recorded prompt', () => {
  test.each([8000, 16_000, 24_000, 44_100, 48_000])(
    'of %i Hz is heard at the level and the rate of the line',
    async (rateHz) => {
      const mulaw = await audioPrompt(writeWav([tone(rateHz, 30)], rateHz))
      expect(Math.abs(mulaw.length - 8000)).toBeLessThan(40)
      expect(Math.abs(crossings(decoded(mulaw)) - 400)).toBeLessThan(4)
      expect(Math.abs(dbfs(decoded(mulaw)) + 20)).toBeLessThan(1.5)
    },
  )

  it('in stereo is mixed', async () => {
    const mulaw = await audioPrompt(writeWav([tone(16_000), new Int16Array(16_000)], 16_000))
    expect(Math.abs(crossings(decoded(mulaw)) - 400)).toBeLessThan(4)
  })

  it('may be mu-law', async () => {
    const pcm = tone(8000)
    const coded = new Uint8Array(pcm.length)
    encodeMulaw(pcm, coded)
    const wav = mulawFile(coded)
    expect(readWav(wav).channels[0]).toEqual(decoded(coded))
    expect(Math.abs(dbfs(decoded(await audioPrompt(wav))) + 20)).toBeLessThan(1.5)
  })

  it('that cannot be played is told by its name, with what would help', async () => {
    const there = await folder({
      'song.wav': new TextEncoder().encode('ID3 not a wave'),
      'empty.wav': writeWav([new Int16Array(0)], 8000),
    })
    await expect(loadAudioPrompt(join(there, 'song.wav'))).rejects.toThrow(
      /"song.wav" cannot be played.*not a WAV.*16-bit PCM/,
    )
    await expect(loadAudioPrompt(join(there, 'empty.wav'))).rejects.toThrow(/no audio/)
    await expect(loadAudioPrompt(join(there, 'missing.wav'))).rejects.toThrow(/"missing.wav" cannot be read/)
  })
})

describe('the sound files of a project', () => {
  it('are each read once', async () => {
    const there = await folder({ 'hello.wav': writeWav([tone(8000)], 8000) })
    const sounds = createSoundFiles(there)
    expect(sounds.find('hello.wav')).toBeNull()
    expect(await sounds.prepare(['hello.wav', 'gone.wav'])).toMatchObject([{ name: 'gone.wav' }])
    await rm(join(there, 'hello.wav'))
    expect(sounds.find('hello.wav')).toBe(await sounds.load('hello.wav'))
  })

  test.each(['../secret.wav', '/etc/hosts', 'a/../../secret.wav', '..'])('are not %s', async (name) => {
    await expect(createSoundFiles(await folder()).load(name)).rejects.toThrow(/outside of the flows' folder/)
  })
})

/** A RIFF file of one channel at 8 kHz in mu-law. */
function mulawFile(mulaw: Uint8Array): Uint8Array {
  const file = writeWav([new Int16Array(mulaw.length / 2)], 8000)
  const view = new DataView(file.buffer)
  view.setUint16(20, 7, true)
  view.setUint16(34, 8, true)
  view.setUint16(32, 1, true)
  file.set(mulaw, 44)
  return file
}
