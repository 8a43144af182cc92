import { beforeAll, expect, it } from 'vitest'
import type { Phrases } from '../../../engine/answers/phrases.ts'
import { encodeMulaw } from '../../media/mulaw.ts'
import { loadFlite } from '../flite/synthesize.ts'
import { level, trimSilence } from '../level.ts'
import type { Words, WordsPort } from '../words.ts'
import { createPocketsphinxWords } from './words.ts'

const say = await loadFlite()
let port: WordsPort
beforeAll(async () => {
  port = await createPocketsphinxWords()
  return () => port.close()
})

const yesOrNo: Phrases = { any: ['yes', 'yes please', 'no', 'no thank you'] }

/** A pause, then the end: what was heard at each. */
async function heard(text: string, phrases: Phrases): Promise<Words[]> {
  const words: Words[] = []
  let told = (): void => {}
  const stream = await port.open({
    language: 'en-GB',
    onWords(heard) {
      words.push(heard)
      told()
    },
    onFailure(error) {
      throw error
    },
  })
  stream.expect({ phrases, keywords: [], language: 'en-GB' })
  stream.startTurn(1)
  stream.audio(mulaw(text))
  const interim = new Promise<void>((resolve) => void (told = resolve))
  stream.pause()
  await interim
  const final = new Promise<void>((resolve) => void (told = resolve))
  stream.audio(new Uint8Array(2400).fill(0xff))
  stream.endTurn()
  await final
  stream.close()
  return words
}

function mulaw(text: string): Uint8Array {
  const speech = trimSilence(say(text, 'kal').pcm, 8000, { beforeMs: 0, afterMs: 0 })
  const pcm = new Int16Array(speech.length + 4800)
  pcm.set(level(Int16Array.from(speech), 8000), 2400)
  const bytes = new Uint8Array(pcm.length)
  encodeMulaw(pcm, bytes)
  return bytes
}

it('tells its words at the pause, and the same again when only silence followed', async () => {
  const [interim, final] = await heard('no thank you', yesOrNo)
  expect(interim).toMatchObject({ turn: 1, final: false, hypotheses: [{ text: 'no thank you' }] })
  expect(final).toEqual({ ...interim, final: true })
})

it.each(['banana', 'I would like a large pizza', 'where are you located', 'hang on I will get a pen'])(
  'takes %j for none of what was expected',
  async (text) => {
    expect((await heard(text, yesOrNo)).at(-1)).toEqual({ turn: 1, hypotheses: [], final: true })
  },
)

it('knows names that are in no dictionary', async () => {
  const names = { any: ['doctor szymanski', 'doctor okafor', 'doctor brzezinski'] }
  expect((await heard('doctor okafor', names))[0]?.hypotheses[0]?.text).toBe('doctor okafor')
})

it('hears the same in the same words, whatever was heard in between', async () => {
  const dates = { sequence: ['the', { any: ['ninth', 'tenth', 'fifth'] }, 'of', { any: ['october', 'march'] }] }
  const first = await heard('the ninth of october', dates)
  await heard('yes please', yesOrNo)
  expect(await heard('the ninth of october', dates)).toEqual(first)
  expect(first[0]?.hypotheses[0]?.text).toBe('the ninth of october')
})

it('hears nothing where nothing is expected', async () => {
  expect((await heard('yes', { any: [] })).at(-1)?.hypotheses).toEqual([])
})

it('refuses a language that it does not know, and says what would help', async () => {
  await expect(port.open({ language: 'fr-FR', onWords() {}, onFailure() {} })).rejects.toMatchObject({
    code: 'unsupported_language',
    message: expect.stringContaining('OPENAI_API_KEY'),
  })
})
