import { describe, expect, it } from 'vitest'
import { heardText } from '../../../engine/hearing/heard-text.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { sayAloud, stretchesToHear } from '../../../src/media/say-aloud.ts'
import type { VoicePort, VoiceRequest } from '../../../src/speech/voice.ts'
import { createScriptedVoice } from '../../stand-ins/scripted-voice.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

const language = 'en-GB'
const written = 'That is £12.50, due at 19:30.'
const ssml = '<speak>Your code is <say-as interpret-as="digits">4821</say-as>.<break time="500ms"/>Goodbye.</speak>'
const text = 'Your code is 4821. Goodbye.'

async function lengths(voice: VoicePort, words: Parameters<typeof sayAloud>[1]): Promise<number[]> {
  const pieces: number[] = []
  for await (const pcm of sayAloud(voice, words)) pieces.push(pcm.length / 8)
  return pieces
}

describe('what a voice is given', () => {
  it('is the text as it is read aloud', async () => {
    const voice = createScriptedVoice(new VirtualClock())
    await lengths(voice, { text: written, language })
    expect(voice.asked).toEqual(['That is 12 pounds and 50 pence, due at half past seven in the evening.'])
  })

  it('is words with silence between them, where it reads no markup', async () => {
    const voice = createScriptedVoice(new VirtualClock(), () => [{ gives: 100 }])
    expect(await lengths(voice, { text, language, ssml })).toEqual([100, 500, 100])
    expect(voice.asked).toEqual(['Your code is 4 8 2 1. ', 'Goodbye.'])
  })

  it('is the markup, where it reads that', async () => {
    const requests: VoiceRequest[] = []
    const voice: VoicePort = {
      name: 'markup',
      fingerprint: 'markup/1',
      readsSsml: true,
      async *speak(request) {
        requests.push(request)
        yield new Int16Array(8)
      },
      close: () => Promise.resolve(),
    }
    await lengths(voice, { text, language, ssml: 'At 19:30<break/>please' })
    expect(requests[0]?.ssml).toBe('<speak>At half past seven in the evening<break/>please</speak>')
  })

  it('is slower where the caller has asked for it: by a rate, or by markup where it reads that', async () => {
    const requests: VoiceRequest[] = []
    const voice = (readsSsml: boolean): VoicePort => ({
      name: 'either',
      fingerprint: 'either/1',
      readsSsml,
      async *speak(request) {
        requests.push(request)
        yield new Int16Array(8)
      },
      close: () => Promise.resolve(),
    })
    expect(await lengths(voice(false), { text, language, ssml, slower: true })).toEqual([1, 666.625, 1])
    expect(requests.map(({ rate }) => rate)).toEqual([0.75, 0.75])
    requests.length = 0
    await lengths(voice(true), { text: 'Fish & chips', language, slower: true })
    await lengths(voice(true), { text, language, ssml, slower: true })
    expect(requests.map(({ rate }) => rate)).toEqual([undefined, undefined])
    expect(requests[0]?.ssml).toBe('<speak><prosody rate="75%">Fish and chips</prosody></speak>')
    expect(requests[1]?.ssml).toMatch(/^<speak><prosody rate="75%">Your code is .*Goodbye\.<\/prosody><\/speak>$/u)
  })

  it('is kept for each pace on its own', async () => {
    const voice = createScriptedVoice(new VirtualClock())
    const cache = createPromptCache({ voice })
    await cache.render({ text: 'One moment.', language })
    expect(cache.find({ text: 'One moment.', language, slower: true })).toBeNull()
    await cache.render({ text: 'One moment.', language, slower: true })
    expect(voice.asked).toHaveLength(2)
  })

  it('is rendered once for what sounds the same', async () => {
    const voice = createScriptedVoice(new VirtualClock())
    const cache = createPromptCache({ voice })
    await cache.render({ text: 'at 19:30', language })
    await cache.render({ text: 'at half past seven in the evening', language })
    await cache.render({ text: 'at 19:30', language, ssml: 'at <break/> 19:30' })
    expect(voice.asked).toHaveLength(3)
    expect(voice.asked[0]).toBe('at half past seven in the evening')
  })
})

describe('what was heard is told in the words of the text', () => {
  const spoken = 'That is 12 pounds and 50 pence, due at half past seven in the evening.'
  it.each([
    ['That is 12 pounds and 50', 'That is'],
    ['That is 12 pounds and 50 pence,', 'That is £12.50'],
    ['That is 12 pounds and 50 pence, due', 'That is £12.50, due'],
    ['That is 12 pounds and 50 pence, due at half past seven in the', 'That is £12.50, due at'],
    [spoken, written],
  ])('"%s" is "%s"', (said, heard) => {
    expect(heardText(written, language, said.length, spoken.length)).toBe(heard)
  })

  it('a pause is not a word', () => {
    const stretches = stretchesToHear({ text, language, ssml })
    const total = stretches.reduce((sum, { said }) => sum + said.length, 0)
    const first = 'Your code is 4 8 2 1. '.length
    expect(heardText(text, language, first + 4, total, stretches)).toBe('Your code is 4821')
    expect(heardText(text, language, first, total, stretches)).toBe('Your code is 4821')
    expect(heardText(text, language, total, total, stretches)).toBe(text)
  })
})
