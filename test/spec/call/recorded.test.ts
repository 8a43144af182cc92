import { expect, it } from 'vitest'
import { Speech } from '../../../src/call/stream/speech.ts'
import { encodeMulaw } from '../../../src/media/mulaw.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import type { SoundFiles } from '../../../src/media/sound-files.ts'
import { createInstantVoice, type InstantVoice } from '../../stand-ins/instant-voice.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'
import { VirtualLine } from '../../stand-ins/virtual-line.ts'

const prompt = { id: 'u1', text: 'Welcome to Alba. How can I help?', language: 'en', audio: 'welcome.wav' }

async function recordingOf(text: string, voice: InstantVoice): Promise<Uint8Array> {
  const bytes: number[] = []
  for await (const pcm of voice.speak({ text, language: 'en' })) {
    const mulaw = new Uint8Array(pcm.length)
    encodeMulaw(pcm, mulaw)
    bytes.push(...mulaw)
  }
  return Uint8Array.from(bytes)
}

async function speaking(recorded: string | null, isReady = true) {
  const clock = new VirtualClock()
  const voice = createInstantVoice()
  const line = new VirtualLine(clock)
  const played: string[] = []
  const audio = recorded === null ? null : await recordingOf(recorded, createInstantVoice())
  // The tones are the same, whoever makes them, but the voice reads back only what it knows.
  if (recorded !== null) await recordingOf(recorded, voice)
  const sounds: SoundFiles = {
    find: () => (isReady ? audio : null),
    load: () => (audio === null ? Promise.reject(new Error('It is not there.')) : Promise.resolve(audio)),
    prepare: () => Promise.resolve([]),
  }
  const speech = new Speech(
    line,
    { clock, voice, prompts: createPromptCache({ voice }), wheel: createPlaybackWheel({ clock }), sounds },
    { started() {}, firstAudio() {}, notice() {}, played: (id) => void played.push(id) },
  )
  line.answer({ onAudio() {}, onKey() {}, onEnd() {}, onMark: (name) => speech.mark(name) })
  return { clock, speech, played, heard: () => voice.textOf(line.moments.map(({ agent }) => agent)) }
}

it.each([true, false])('a recording is played instead of the words (read beforehand: %s)', async (isReady) => {
  const { clock, speech, heard, played } = await speaking('recorded welcome', isReady)
  speech.say(prompt)
  await clock.advance(3000)
  expect(heard()).toBe('recorded welcome')
  expect(played).toEqual(['u1'])
})

it('where the recording is missing the words are said', async () => {
  const { clock, speech, heard, played } = await speaking(null)
  speech.say(prompt)
  await clock.advance(4000)
  expect(heard()).toBe(prompt.text)
  expect(played).toEqual(['u1'])
})

it('what was heard of a recording is told in its words, and the rest of it is played later', async () => {
  const { clock, speech, heard, played } = await speaking(prompt.text)
  speech.say(prompt)
  await clock.advance(1200)
  speech.hold()
  expect(prompt.text.startsWith(speech.held?.heard ?? '?')).toBe(true)
  expect(speech.held?.heard).not.toBe('')
  await clock.advance(500)
  speech.takeUp()
  await clock.advance(3000)
  const [before = '', rest = ''] = heard().split(' | ')
  expect(prompt.text.startsWith(before)).toBe(true)
  expect(rest.endsWith('How can I help?')).toBe(true)
  expect(played).toEqual(['u1'])
})
