import { expect, test } from 'vitest'
import { lastWords } from '../../../engine/patterns/words.ts'
import { recordingsOf, staticTexts } from '../../../engine/language/static-texts.ts'
import { loadFlows } from '../../../src/call/flows/flow-library.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'

const shop = `
flow: shop
language: en-GB
languages: [de-DE]
start: hello
states:
  hello: { say: { audio: audio/hello.wav, text: Hello. }, next: tell }
  tell: { run: advert, next: bye, outcomes: { error: bye } }
  bye: { end: { ssml: "Good<break time='200ms'/>bye.", languages: { de-DE: "Tschüss <emphasis>dann</emphasis>." } } }
`
const advert = `
flow: advert
language: en-GB
start: tell
states:
  tell: { say: { audio: offer.wav, text: An offer. }, next: done }
  done: { end: "" }
`

const load = async (folder: string) => {
  const source = { file: `${folder}/shops/shop.yaml`, text: shop }
  const beside = [{ file: `${folder}/shops/adverts/advert.yaml`, text: advert }]
  const { library, diagnostics } = await loadFlows([{ ...source, beside }], createSqliteStore({ file: ':memory:' }), {
    sounds: folder,
  })
  const [compiled] = library.all
  if (compiled === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return compiled
}

test('recordings are named from their own flow, and found from the folder of all, wherever a server has that', async () => {
  const [here, there] = [await load('/srv/one/flows'), await load('flows')]
  expect(recordingsOf(here.flow)).toEqual(['shops/audio/hello.wav', 'shops/adverts/offer.wav'])
  expect(there.bundle).toBe(here.bundle)
})

test('what is said where a call cannot go on is rendered before any call, in each language: its voice may be the reason', async () => {
  const { flow } = await load('flows')
  const texts = staticTexts(flow)
  for (const language of [flow.language, ...flow.languages]) expect(texts).toContainEqual(lastWords(flow, language))
  expect(lastWords(flow, flow.language).text).not.toBe('')
})

test('what is rendered when a flow is loaded knows its language and its markup', async () => {
  const texts = staticTexts((await load('flows')).flow)
  expect(texts).toContainEqual({ text: 'Hello.', language: 'en-GB' })
  expect(texts).toContainEqual({ text: 'Good bye.', language: 'en-GB', ssml: "Good<break time='200ms'/>bye." })
  expect(texts).toContainEqual({
    text: 'Tschüss dann.',
    language: 'de-DE',
    ssml: 'Tschüss <emphasis>dann</emphasis>.',
  })
  expect(texts).toContainEqual({ text: 'Entschuldigung, wir wurden unterbrochen.', language: 'de-DE' })
  const keys = texts.map(({ text, language, ssml }) => [language, ssml ?? text].join())
  expect(new Set(keys).size).toBe(keys.length)
})
