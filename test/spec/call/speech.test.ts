import { expect, it } from 'vitest'
import { Speech } from '../../../src/call/stream/speech.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { createInstantVoice } from '../../stand-ins/instant-voice.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'
import { VirtualLine } from '../../stand-ins/virtual-line.ts'

function speaking() {
  const clock = new VirtualClock()
  const voice = createInstantVoice()
  const line = new VirtualLine(clock)
  const played: string[] = []
  const speech = new Speech(
    line,
    { clock, voice, prompts: createPromptCache({ voice }), wheel: createPlaybackWheel({ clock }) },
    { started() {}, firstAudio() {}, notice() {}, played: (id) => void played.push(id) },
  )
  line.answer({ onAudio() {}, onKey() {}, onEnd() {}, onMark: (name) => speech.mark(name) })
  const heard = (): string => voice.textOf(line.moments.map(({ agent }) => agent))
  return { clock, line, played, speech, heard }
}

const first = { id: 'u1', text: 'One moment please.', language: 'en' }
const second = { id: 'u2', text: 'It is done. Anything else?', language: 'en' }

it('of two utterances the newer one counts as unheard where the older was interrupted', async () => {
  const { clock, speech } = speaking()
  speech.say(first)
  speech.say(second)
  await clock.advance(500)
  speech.hold()
  expect(speech.letGo()).toEqual({ id: 'u2', heard: '' })
})

it('what was held twice is taken up twice, at the word each time, and heard once', async () => {
  const { clock, speech, heard, played } = speaking()
  speech.say(second)
  await clock.advance(900)
  speech.hold()
  await clock.advance(500)
  speech.takeUp()
  await clock.advance(700)
  speech.hold()
  await clock.advance(500)
  speech.takeUp()
  await clock.advance(3000)
  expect(played).toEqual(['u2'])
  const parts = heard().split(' | ')
  expect(parts).toHaveLength(3)
  for (const part of parts) expect(second.text).toContain(part)
  expect(second.text.endsWith(parts[2] ?? '?')).toBe(true)
})

it('what was held and let go is not taken up', async () => {
  const { clock, speech, heard } = speaking()
  speech.say(second)
  await clock.advance(900)
  speech.hold()
  expect(speech.letGo()?.id).toBe('u2')
  speech.takeUp()
  await clock.advance(3000)
  expect(heard().length).toBeLessThan(second.text.length)
  expect(speech.isSpeaking).toBe(false)
})

it('tells at its end what is left, from the sentence that was cut off', async () => {
  const { clock, speech } = speaking()
  speech.say(second)
  await clock.advance(60 * 23)
  expect(speech.end()).toBe('Anything else?')
})

it('tells at its end what is left of what was held', async () => {
  const { clock, speech } = speaking()
  speech.say(second)
  await clock.advance(300)
  speech.hold()
  await clock.advance(300)
  expect(speech.end()).toBe(second.text)
})
