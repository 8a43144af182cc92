import { describe, expect, test } from 'vitest'
import { rehearsed } from '../rehearsal/rehearse.ts'

/**
 * A call that asks for every type, one after the other, in every language: a birthday in two tries, a day and an amount that
 * are put right in the same breath.
 */
const slots = (region: string): Readonly<Record<string, string>> => ({
  code: '{ type: digits, length: 4 }',
  ref: '{ type: spelled, length: 3 }',
  birth: '{ type: date, range: past, hint: date of birth }',
  day: '{ type: date, range: future }',
  tm: '{ type: time, earliest: "08:00", latest: "20:00" }',
  at: '{ type: datetime, earliest: "08:00", latest: "22:00" }',
  len: '{ type: duration }',
  mobile: `{ type: phone, region: ${region} }`,
  mail: '{ type: email }',
  amount: '{ type: money }',
  who: '{ type: name }',
  post: `{ type: postcode, region: ${region} }`,
  guests: '{ type: integer, min: 1, max: 20, hint: number of guests }',
  num: '{ type: number }',
  ok: '{ type: boolean }',
})

const callers: Readonly<Record<string, { who: string; currency: string; says: readonly string[] }>> = {
  'en-GB': {
    who: 'John Smith',
    currency: 'GBP',
    says: [
      'double five nine oh',
      'a as in alpha b for bravo t for Tommy',
      '25 November',
      '1979',
      'a week on Friday',
      'half past four',
      'tomorrow no friday at half past four',
      'an hour twenty',
      'oh seven nine double one one two three four five six',
      'john dot smith at gmail dot com',
      'twelve pounds fifty no thirteen pounds',
      'my name is john smith',
      's w one a two a a',
      'five not nine',
      'two and a half',
      'yes please',
    ],
  },
  'en-US': {
    who: 'John Smith',
    currency: 'USD',
    says: [
      'double five nine oh',
      'a as in alpha b as in boy t as in tom',
      'november twenty fifth',
      'nineteen seventy nine',
      'a week from friday',
      'half past four',
      'tomorrow no friday at four thirty',
      'an hour and twenty minutes',
      'four one five five five five two six seven one',
      'john dot smith at gmail dot com',
      'twelve fifty no thirteen dollars',
      'this is john smith',
      'nine oh two one oh',
      'five not nine',
      'two point five',
      'yeah',
    ],
  },
  'es-ES': {
    who: 'Juan Pérez',
    currency: 'EUR',
    says: [
      'doble cinco nueve cero',
      'a de antonio b de burgos t de toledo',
      'veinticinco de noviembre',
      'mil novecientos setenta y nueve',
      'el viernes que viene',
      'las cuatro y media',
      'mañana perdón el viernes a las cuatro y media',
      'hora y veinte',
      'seis uno dos tres cuatro cinco seis siete ocho',
      'juan punto perez arroba gmail punto com',
      'doce euros digo trece euros',
      'me llamo juan pérez',
      'dos ocho cero uno tres',
      'no cinco no nueve',
      'dos coma cinco',
      'sí claro',
    ],
  },
  'de-DE': {
    who: 'Hans Müller',
    currency: 'EUR',
    says: [
      'doppel fünf neun null',
      'a wie anton b wie berta t wie theodor',
      'fünfundzwanzigster november',
      'neunzehnhundertneunundsiebzig',
      'freitag in einer woche',
      'halb fünf',
      'morgen nein am freitag um halb fünf',
      'eine stunde zwanzig',
      'null drei null eins zwei drei vier fünf sechs sieben',
      'hans punkt müller at gmx punkt de',
      'zwölf euro nein dreizehn euro',
      'ich heiße hans müller',
      'eins null eins eins fünf',
      'nein fünf nicht neun',
      'zwei komma fünf',
      'ja genau',
    ],
  },
  'fr-FR': {
    who: 'Jean Dupont',
    currency: 'EUR',
    says: [
      'double cinq neuf zéro',
      'a comme anatole b comme berthe t comme thérèse',
      'vingt-cinq novembre',
      'mille neuf cent soixante-dix-neuf',
      'vendredi prochain',
      'quatre heures et demie',
      'demain non vendredi à seize heures trente',
      'une heure vingt',
      'zéro six douze trente-quatre cinquante-six soixante-dix-huit',
      'jean point dupont arobase orange point fr',
      'douze euros non treize euros',
      "je m'appelle jean dupont",
      'sept cinq zéro zéro un',
      'non cinq pas neuf',
      'deux virgule cinq',
      "oui c'est ça",
    ],
  },
  'pl-PL': {
    who: 'Jan Kowalski',
    currency: 'PLN',
    says: [
      'podwójne pięć dziewięć zero',
      'a jak adam b jak barbara t jak tadeusz',
      'dwudziesty piąty listopada',
      'tysiąc dziewięćset siedemdziesiąty dziewiąty',
      'za tydzień w piątek',
      'wpół do piątej',
      'jutro przepraszam w piątek o szesnastej trzydzieści',
      'godzinę i dwadzieścia minut',
      'pięć zero jeden dwa trzy cztery pięć sześć siedem',
      'jan kropka kowalski małpa wp kropka pl',
      'dwanaście złotych przepraszam trzynaście złotych',
      'nazywam się jan kowalski',
      'zero zero jeden dwa trzy',
      'nie dziewięć pięć',
      'dwa przecinek pięć',
      'tak jest',
    ],
  },
}

test.each(Object.entries(callers))(
  'a caller in %s gives a value of every type',
  (language, { who, currency, says }) => {
    const asked = slots(language.slice(3))
    const names = Object.keys(asked)
    const flow = [
      'start: s_code',
      'slots:',
      ...names.map((name) => `  ${name}: ${asked[name]}`),
      'states:',
      ...names.map(
        (name, n) =>
          `  s_${name}: { gather: ${name}, prompt: Well?, next: ${names[n + 1] ? `s_${names[n + 1]}` : 'bye'} }`,
      ),
      '  bye: { end: "!" }',
    ]
    const given = {
      code: '5590',
      ref: 'ABT',
      birth: '1979-11-25',
      day: '2026-10-16',
      tm: '16:30',
      at: '2026-10-09T16:30:00+01:00',
      len: 'PT1H20M',
      amount: { amount: 13, currency },
      who,
      guests: 5,
      num: 2.5,
      ok: true,
    }
    const steps = [
      ...says.map((words) => `- says: ${JSON.stringify(words)}`),
      `- expect: { slots: ${JSON.stringify(given)}, ended: completed }`,
    ]
    expect(rehearsed(flow.join('\n'), steps.join('\n'), '', language).failure).toBeNull()
  },
)

const booking = `
start: ask
slots:
  guests: { type: integer, min: 1, max: 20, hint: number of guests }
  at: { type: datetime, earliest: "12:00", latest: "23:00" }
  who: { type: name }
states:
  ask: { gather: [guests, at], prompt: How many and when?, next: name }
  name: { gather: who, prompt: Who?, next: bye }
  bye: { end: "!" }
`

describe('in one utterance', () => {
  test.each([
    ['en-GB', 'a table for four on friday at seven in the evening'],
    ['en-US', 'party of four this friday at seven p m'],
    ['es-ES', 'una mesa para cuatro personas el viernes a las siete de la tarde'],
    ['de-DE', 'einen tisch für vier personen am freitag um sieben uhr abends'],
    ['fr-FR', 'une table pour quatre personnes vendredi à sept heures du soir'],
    ['pl-PL', 'stolik dla czterech osób w piątek o siódmej wieczorem'],
  ])('several slots, in %s', (language, words) => {
    const steps = `
- says: ${words}
- expect: { state: name, slots: { guests: 4, at: "2026-10-09T19:00:00+01:00" } }`
    expect(rehearsed(booking, steps, '', language).failure).toBeNull()
  })

  test.each([
    ['en-GB', 'six no seven of us'],
    ['es-ES', 'seis perdón siete'],
    ['de-DE', 'sechs nein sieben'],
    ['fr-FR', 'six non sept'],
    ['pl-PL', 'sześć przepraszam siedem'],
  ])('a number that is put right at once, and nothing else with it, in %s', (language, words) => {
    const flow = booking.replace('gather: [guests, at]', 'gather: at').replace('next: name', 'next: many')
    const many = flow.replace('  name:', '  many: { gather: guests, prompt: How many?, next: name }\n  name:')
    const says = { 'en-GB': 'friday at nine p m', 'es-ES': 'el viernes a las nueve de la noche' }[language]
    const at = { 'de-DE': 'freitag um neun uhr abends', 'fr-FR': 'vendredi à neuf heures du soir' }[language]
    const steps = `
- says: ${says ?? at ?? 'w piątek o dziewiątej wieczorem'}
- says: ${words}
- expect: { state: name, slots: { guests: 7, at: "2026-10-09T21:00:00+01:00" } }`
    expect(rehearsed(many, steps, '', language).failure).toBeNull()
  })
})

test('of several hypotheses the second counts where only it holds an answer', () => {
  const steps = `
- says: [{ text: a stable floor for, confidence: 0.6 }, { text: a table for four on friday at seven p m, confidence: 0.5 }]
- expect: { state: name, slots: { guests: 4, at: "2026-10-09T19:00:00+01:00" } }`
  expect(rehearsed(booking, steps).failure).toBeNull()
})
