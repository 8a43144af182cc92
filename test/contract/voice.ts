import { describe, expect, it, onTestFinished } from 'vitest'
import type { SaidTime } from '../../src/speech/said-times.ts'
import { SpeechError } from '../../src/speech/speech-error.ts'
import type { VoicePort, VoiceRequest } from '../../src/speech/voice.ts'

const rateHz = 8000
const text = 'The table is booked for seven in the evening.'

/** What every voice promises. `open` gives a new one for each test; the suite closes it. */
export function voiceContract(name: string, open: () => Promise<VoicePort>): void {
  const ready = async (): Promise<VoicePort> => {
    const voice = await open()
    onTestFinished(() => voice.close())
    return voice
  }

  describe(`voice: ${name}`, () => {
    it('names itself for people and for the cache of rendered prompts', async () => {
      const voice = await ready()
      expect(voice.name).not.toBe('')
      expect(voice.fingerprint).not.toBe('')
    })

    it('says a sentence in 8 kHz samples of a plausible length', async () => {
      const pcm = await said(await ready(), { text, language: 'en-GB' })
      expect(pcm.length / rateHz).toBeGreaterThan(1)
      expect(pcm.length / rateHz).toBeLessThan(8)
    })

    it('begins at once: no more than 40 ms lie before the first sound', async () => {
      const pcm = await said(await ready(), { text, language: 'en-GB' })
      expect(pcm.findIndex((sample) => Math.abs(sample) > 256) / rateHz).toBeLessThan(0.04)
    })

    it('speaks at about −20 dBFS and never clips', async () => {
      const pcm = await said(await ready(), { text, language: 'en-GB' })
      const rms = Math.sqrt(pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length)
      const dbfs = 20 * Math.log10(rms / 32768)
      expect(dbfs).toBeGreaterThan(-25)
      expect(dbfs).toBeLessThan(-16)
      expect(pcm.every((sample) => Math.abs(sample) < 32767)).toBe(true)
    })

    it('gives longer audio for longer text', async () => {
      const voice = await ready()
      const short = await said(voice, { text: 'Yes.', language: 'en-GB' })
      const long = await said(voice, { text, language: 'en-GB' })
      expect(short.length).toBeGreaterThan(0)
      expect(long.length).toBeGreaterThan(short.length * 2)
    })

    it('takes about a third longer at three quarters of its pace, and none is kept as the other', async () => {
      const voice = await ready()
      const usual = await said(voice, { text, language: 'en-GB' })
      const slower = await said(voice, { text, language: 'en-GB', rate: 0.75 })
      expect(slower.length / usual.length).toBeGreaterThan(1.15)
      expect(slower.length / usual.length).toBeLessThan(1.5)
      expect(await said(voice, { text, language: 'en-GB' })).toEqual(usual)
    })

    it('tells what of the text has been said where, in order, up to its end', async () => {
      const two = `${text} Please come ten minutes early, and bring a list of the medicines that you take.`
      const times: SaidTime[] = []
      const pcm = await said(await ready(), { text: two, language: 'en-GB', onTime: (time) => times.push(time) })
      expect(times.map(({ characters }) => characters)).toEqual(
        times.map(({ characters }) => characters).toSorted((one, other) => one - other),
      )
      expect(times.map(({ samples }) => samples)).toEqual(
        times.map(({ samples }) => samples).toSorted((one, other) => one - other),
      )
      expect(times.at(-1)).toEqual({ characters: two.length, samples: pcm.length })
    })

    it('says two texts at once without mixing them', async () => {
      const voice = await ready()
      const alone = await said(voice, { text: 'Yes.', language: 'en-GB' })
      const [together] = await Promise.all([
        said(voice, { text: 'Yes.', language: 'en-GB' }),
        said(voice, { text, language: 'en-GB' }),
      ])
      expect(together).toEqual(alone)
    })

    it('yields nothing for nothing', async () => {
      expect((await said(await ready(), { text: '  ', language: 'en-GB' })).length).toBe(0)
    })

    it('stops when it is aborted, and speaks again afterwards', async () => {
      const voice = await ready()
      const stop = new AbortController()
      const speaking = said(voice, { text, language: 'en-GB', signal: stop.signal })
      stop.abort()
      await expect(speaking).rejects.toThrow(SpeechError)
      await expect(speaking).rejects.toMatchObject({ code: 'aborted' })
      expect((await said(voice, { text: 'Yes.', language: 'en-GB' })).length).toBeGreaterThan(0)
    })

    it('says nothing for one who had already stopped listening', async () => {
      const voice = await ready()
      const speaking = said(voice, { text, language: 'en-GB', signal: AbortSignal.abort() })
      await expect(speaking).rejects.toMatchObject({ code: 'aborted' })
    })
  })
}

/** Everything that a request yields, in one piece. */
export async function said(voice: VoicePort, request: VoiceRequest): Promise<Int16Array> {
  const samples: number[] = []
  for await (const piece of voice.speak(request)) for (const sample of piece) samples.push(sample)
  return Int16Array.from(samples)
}
