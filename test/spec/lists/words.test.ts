import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../../engine/answers/answer.ts'
import type { ListMoves } from '../../../engine/answers/list/list-moves.ts'
import { listTables } from '../../../engine/answers/list/list-tables.ts'
import { keywordsFor } from '../../../engine/answers/expect.ts'
import { readKeys } from '../../../engine/answers/keypad.ts'
import { parse } from '../../../engine/answers/parse.ts'
import type { ListSoFar, Slot } from '../../../engine/language/slot.ts'
import type { Json } from '../../../engine/language/json.ts'
import { aProject } from '../machine/project.ts'

const now = { nowMs: Date.parse('2026-10-08T12:00:00Z'), timezone: 'Europe/London' }
const texts = (soFar: ListSoFar): Slot => ({
  name: 'things',
  type: 'list',
  reject: [],
  item: { name: 'item', type: 'text', reject: [] },
  soFar,
})
const read = (said: string, language: string, slot: Slot): Answer =>
  parse([{ text: said, confidence: 1 }], { language, slot, ...now })
const moves = (said: string, language: string, items: readonly Json[], asked = 'more'): ListMoves | null =>
  read(said, language, texts({ items, draft: {}, asked })).value as ListMoves | null

const done: ListMoves = { says: 'done' }
const more: ListMoves = { says: 'more' }
const last: ListMoves = { remove: [1] }
const en = ['the lamp', 'the window']
const spoken: readonly (readonly [string, readonly string[], readonly (readonly [string, ListMoves])[]])[] = [
  ...['en-GB', 'en-US'].map(
    (tag) =>
      [
        tag,
        en,
        [
          ["that's all", done],
          ["No, that's it, thank you.", done],
          ['nothing else', done],
          ['none', done],
          ['nope', done],
          ['yes', more],
          ['one more', more],
          ['remove the last one', last],
          ['can you take off the last one please', last],
          ['take the window off', last],
          ['and a broken mirror', { fill: { item: 'a broken mirror' } }],
        ],
      ] as const,
  ),
  [
    'es',
    ['la lámpara', 'la ventana'],
    [
      ['eso es todo', done],
      ['no, nada más, gracias', done],
      ['ninguna', done],
      ['nada', done],
      ['no', done],
      ['sí', more],
      ['otra más', more],
      ['quita la última', last],
      ['quite la ventana', last],
      ['y un espejo roto', { fill: { item: 'un espejo roto' } }],
    ],
  ],
  [
    'de',
    ['die Lampe', 'das Fenster'],
    [
      ['das ist alles', done],
      ["das war's", done],
      ['nein, sonst nichts', done],
      ['nichts mehr', done],
      ['keine', done],
      ['ja', more],
      ['noch eins', more],
      ['streichen Sie das letzte', last],
      ['nehmen Sie das Fenster raus', last],
      ['und ein kaputter Spiegel', { fill: { item: 'ein kaputter Spiegel' } }],
    ],
  ],
  [
    'fr',
    ['la lampe', 'la fenêtre'],
    [
      ["c'est tout", done],
      ["non, rien d'autre, merci", done],
      ['aucune', done],
      ['rien', done],
      ['non', done],
      ['oui', more],
      ['encore une', more],
      ['enlevez la dernière', last],
      ['retirez la fenêtre', last],
      ['et un miroir cassé', { fill: { item: 'un miroir cassé' } }],
    ],
  ],
  [
    'pl',
    ['lampa', 'okno'],
    [
      ['to wszystko', done],
      ['nie, nic więcej, dziękuję', done],
      ['żadnych', done],
      ['nic', done],
      ['nie', done],
      ['tak', more],
      ['jeszcze jedno', more],
      ['proszę usunąć ostatnią', last],
      ['usuń okno', last],
      ['i rozbite lustro', { fill: { item: 'rozbite lustro' } }],
    ],
  ],
]

describe.each(spoken)('what a list hears in %s', (tag, items, table) => {
  test.each(table)('"%s" is %j', (said, meant) => {
    expect(moves(said, tag, items)).toEqual(meant)
  })
})

describe('each phrase of every table', () => {
  const says = { done: ['done'], none: ['done'], more: ['more'], tell: ['tell'], unsure: [undefined] } as const
  const rows = Object.entries(listTables).flatMap(([language, table]) =>
    Object.entries(says).flatMap(([kind, [meant]]) =>
      table[kind as keyof typeof says].split(' | ').map((phrase) => [language, kind, phrase, meant] as const),
    ),
  )
  test('is what it stands under', () => {
    const wrong = rows.filter(([language, , phrase, meant]) => moves(phrase, language, ['x'])?.says !== meant)
    expect(wrong).toEqual([])
  })
})

describe('the words of an item', () => {
  test.each([
    ['the bonnet, the left headlight and the roof', ['the bonnet', 'the left headlight', 'the roof']],
    ["there's also the boot lid as well", ['the boot lid']],
    ['yes, the roof', ['the roof']],
    ["the roof, and that's it", ['the roof']],
    ['the door, I mean the bonnet', ['the bonnet']],
  ])('of "%s" are %j', (said, items) => {
    const { fill, add = [] } = moves(said, 'en-GB', [], 'item') ?? {}
    expect([fill, ...add].map((item) => item?.['item'])).toEqual(items)
  })

  test.each(["I don't know", 'um', "I'm not sure", 'well you know'])('"%s" has none', (said) => {
    expect(moves(said, 'en-GB', [], 'item')).toBeNull()
  })

  test('a number in a name is no amount, and one behind "for" is', () => {
    const of = {
      what: { name: 'what', type: 'text', reject: [] },
      worth: { name: 'worth', type: 'money', reject: [] },
    } as const
    const slot: Slot = { name: 'things', type: 'list', reject: [], of, soFar: { items: [], draft: {}, asked: 'item' } }
    expect(read('an iPhone 12', 'en-GB', slot).value).toEqual({ fill: { what: 'an iPhone 12' } })
    expect(read('a phone for 12', 'en-GB', slot).value).toMatchObject({ fill: { worth: { amount: 12 } } })
  })
})

describe('while something else is asked', () => {
  test.each(['yes', 'no', 'tomorrow at five', 'a chair', "that's all"])('"%s" does nothing to a list', (said) => {
    expect(moves(said, 'en-GB', en, 'edit')).toBeNull()
  })
  test.each<[string, ListMoves]>([
    ['no, take off the window', { remove: [1] }],
    ['and a mirror', { add: [{ item: 'a mirror' }] }],
  ])('"%s" is %j', (said, meant) => {
    expect(moves(said, 'en-GB', en, 'edit')).toEqual(meant)
  })
})

test('any words are something or nothing, in every language, whatever is asked', () => {
  const vocabulary = Object.values(listTables).flatMap((table) =>
    Object.values({ ...table })
      .join(' ')
      .split(/[ |*]+/),
  )
  const word = fc.oneof(fc.constantFrom(...vocabulary, 'lamp', 'fifty', 'pounds', 'and', ',', 'no', 'the'), fc.string())
  const slot = (asked: string): Slot => ({
    ...texts({ items: ['a lamp', 'the lamp'], draft: asked === 'more' ? {} : { what: 'x' }, asked }),
    of: {
      what: { name: 'what', type: 'text', reject: [] },
      worth: { name: 'worth', type: 'money', reject: [] },
      at: { name: 'at', type: 'date', reject: [] },
    },
  })
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      fc.constantFrom('en-GB', 'es', 'de', 'fr', 'pl'),
      fc.constantFrom('item', 'more', 'drop', 'check', 'fix', 'edit', 'field:worth'),
      (words, language, asked) => {
        const said = read(words.join(' '), language, slot(asked))
        const { remove = [], change = [] } = (said.value ?? {}) as ListMoves
        for (const at of [...remove, ...change.map((one) => one.at)]) expect(at).toBeLessThan(3)
      },
    ),
    { numRuns: 500 },
  )
})

test.each<[string, string, string, Json]>([
  ['item', '1234', 'closed', { fill: { item: '1234' } }],
  ['item', '12', 'partial', null],
  ['more', '1', 'open', { says: 'more' }],
  ['more', '2', 'open', { says: 'done' }],
  ['more', '5678', 'closed', { fill: { item: '5678' } }],
  ['check', '2', 'closed', { says: 'no' }],
])('at "%s" the keys %s are %s', (asked, keys, state, value) => {
  const item: Slot = { name: 'item', type: 'digits', length: 4, reject: [] }
  const slot: Slot = { ...texts({ items: [], draft: {}, asked }), item }
  expect(readKeys(keys, slot, { language: 'en-GB', slot, ...now })).toMatchObject({ state, value })
})

test.each([
  ['de', 'die Lampe', 'und der Spiegel', 'streichen Sie die Lampe', 'Gestrichen: die Lampe. Noch etwas?'],
  ['es', 'la lámpara', 'y el espejo', 'quita la lámpara', 'He quitado la lámpara. ¿Algo más?'],
  ['fr', 'la lampe', 'et le miroir', 'enlevez la lampe', "J'ai retiré la lampe. Autre chose ?"],
  ['pl', 'lampa', 'i lustro', 'usuń lampa', 'Skreślone: lampa. Czy coś jeszcze?'],
])('a call in %s says what it has done in its own words', (language, first, second, remove, answer) => {
  const call = aProject({
    parts: `
language: ${language}
start: ask
slots: { parts: { type: list } }
states:
  ask: { gather: parts, prompt: "?", next: bye }
  bye: { end: "." }
`,
  })
  call.says(first).says(second).says(remove)
  expect(call.last).toBe(answer)
})

describe('what a recogniser with a grammar is told of a list', () => {
  const number: Slot = { name: 'item', type: 'digits', length: 4, reject: [] }
  test('is its items, and the words for all, none and more', () => {
    const slot: Slot = { ...texts({ items: [], draft: {}, asked: 'more' }), item: number }
    const words = keywordsFor(slot, 'en-GB', now.nowMs, now.timezone)
    for (const word of ['seven', "that's", 'else', 'none', 'another', 'remove']) expect(words).toContain(word)
  })
  test('is nothing where any words may be an item', () => {
    expect(keywordsFor(texts({ items: [], draft: {}, asked: 'item' }), 'en-GB', now.nowMs, now.timezone)).toEqual([])
  })
})
