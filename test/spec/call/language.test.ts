import { expect, it } from 'vitest'
import { loadFlows } from '../../../src/call/flows/flow-library.ts'
import { createSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts'
import { flowOf, Scenario } from './scenario.ts'

const yaml = `
flow: table
language: en-GB
languages: [de-DE, es-ES]
timezone: Europe/London
start: ask
slots: { n: { type: integer, min: 1, max: 9 }, m: { type: integer, min: 1, max: 9 } }
states:
  ask:
    gather: n
    prompt: { text: How many?, languages: { de-DE: Wie viele?, es-ES: Cuantos? } }
    set: { call.language: es-ES }
    next: more
  more: { gather: m, prompt: { text: And children?, languages: { de-DE: Und Kinder?, es-ES: Y hijos? } }, next: bye }
  bye: { end: { text: Bye., languages: { de-DE: Servus., es-ES: Adios. } } }
`

it('the recogniser and the voice speak the language of the number, and then the one that a state has chosen', async () => {
  const call = await Scenario.start(flowOf(yaml), { language: 'de-DE' })
  await call.hears('Wie viele?')
  expect(call.words.languages).toEqual(['de-DE'])
  await call.says('vier')
  await call.hears('Y hijos?')
  expect(call.words.languages).toEqual(['de-DE', 'es-ES'])
  // A stream that comes back is listened to in it from its beginning.
  call.line.end('lost')
  await call.hears('Perdón, se ha cortado. | Y hijos?')
  expect(call.words.languages.slice(1)).toEqual(['es-ES', 'es-ES'])
  await call.says('dos')
  await call.hears('Adios.')
  expect(call.faults()).toEqual([])
  await call.isOverAndGone()
})

it('a number that is bound to a language which its flow has not is refused before any call', async () => {
  const load = (language: string) =>
    loadFlows([{ file: 'table.yaml', text: yaml }], createSqliteStore({ file: ':memory:' }), {
      numbers: { '+442079460000': { flow: 'table', language }, '*': 'table' },
    })
  const { library, diagnostics } = await load('de')
  expect(diagnostics).toEqual([])
  expect(library.languageFor('+442079460000')).toBe('de')
  expect(library.languageFor('+442079460001')).toBeNull()
  const refused = await load('fr-FR')
  expect(refused.library.all).toEqual([])
  expect(refused.diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['unknown-language', 'The number +442079460000: the flow "table" is not spoken in fr-FR.'],
  ])
})
