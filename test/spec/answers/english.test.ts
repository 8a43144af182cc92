import { describe, expect, test } from 'vitest'
import type { SlotType } from '../../../engine/language/slot.ts'
import { gist, heard, type Asked } from './asked.ts'

const office: Asked = { earliest: '08:00', latest: '18:00' }
const birth: Asked = { name: 'date_of_birth', range: 'past' }
const visit: Asked = {
  options: {
    check_up: { synonyms: ['checkup', 'examination'], key: '1' },
    filling: { synonyms: ['tooth repair'], key: '2' },
    hygienist: { synonyms: ['cleaning'], key: '3' },
  },
}
const slots: Asked = {
  options: {
    a: { synonyms: ['2026-10-09T19:00:00+01:00'] },
    b: { synonyms: ['2026-10-09T20:30:00+01:00'] },
    c: { synonyms: ['2026-10-10T20:30:00+01:00'] },
  },
}

type Case = readonly [said: string, gist: string, asked?: Asked]
const spoken: Readonly<Partial<Record<SlotType, readonly Case[]>>> = {
  boolean: [
    ['yes', 'closed true'],
    ['yes please', 'closed true'],
    ['um yeah', 'closed true'],
    ['okay', 'open true'],
    ["that's right", 'closed true'],
    ['uh huh', 'closed true'],
    ['mhm', 'closed true'],
    ['no', 'closed false'],
    ['no thank you', 'closed false'],
    ["no that's fine", 'closed false'],
    ["that's not right", 'closed false'],
    ['not really', 'closed false'],
    ['yes no actually no', 'closed false'],
    ['no sorry yes', 'closed true'],
    ["i don't know", 'none'],
    ['what time is it', 'none'],
    ['stop please', 'none'],
    ['can i have a person please', 'none'],
    ['okay stop', 'none'],
    ['please do', 'open true'],
    ['yeah can i speak to someone', 'open true'],
  ],
  choice: [
    ['i need a check up please', 'closed "check_up"', visit],
    ['um the cleaning', 'closed "hygienist"', visit],
    ['fillings', 'closed "filling"', visit],
    ['filing', 'open "filling"', visit],
    ['the second one', 'closed "filling"', visit],
    ['the last one', 'closed "hygienist"', visit],
    ['two', 'closed "filling"', visit],
    ['not the filling the cleaning', 'closed "hygienist"', visit],
    ['a filling no sorry a check up', 'closed "check_up"', visit],
    ['a filling or a check up', 'none', visit],
    ['neither', 'closed null', visit],
    ['bananas', 'none', visit],
    ['seven o’clock', 'closed "a"', slots],
    ['saturday', 'closed "c"', slots],
    ['half past eight', 'none', slots],
    ['half past eight on saturday', 'closed "c"', slots],
    ['the later one', 'closed "c"', slots],
  ],
  integer: [
    ['four', 'open 4'],
    ['for', 'open 4'],
    ['for four please', 'closed 4'],
    ['twenty three', 'open 23'],
    ['two hundred and six', 'open 206'],
    ['1,250', 'open 1250'],
    ['a dozen', 'open 12'],
    ['no five not nine', 'closed 5'],
    ['not nine five', 'open 5'],
    ['nine i mean five', 'open 5'],
    ['seven', 'closed 7', { max: 20 }],
    ['two', 'open 2', { max: 20 }],
    ['ninety', 'none', { max: 20 }],
    ['hello', 'none'],
  ],
  digits: [
    ['double five nine oh', 'closed "5590"', { length: 4 }],
    ['five five', 'partial "55"', { length: 4 }],
    ['nine oh', 'closed "5590"', { length: 4, earlier: '55' }],
    ['one two three four five', 'none', { length: 4 }],
    ['it’s um 4 7 um 1 2', 'closed "4712"', { length: 4 }],
    ['one to three for', 'closed "1234"', { length: 4 }],
    ['treble seven', 'open "777"'],
    ['4111 1111 1111 1111', 'closed "4111111111111111"', { length: 16, check: 'luhn' }],
    ['4111 1111 1111 1112', 'none', { length: 16, check: 'luhn' }],
  ],
  date: [
    ['tomorrow', 'closed "2026-10-09"'],
    ['the day after tomorrow', 'closed "2026-10-10"'],
    ['friday', 'open "2026-10-09"'],
    ['thursday', 'open "2026-10-15"'],
    ['next friday', 'closed "2026-10-16"'],
    ['a week on friday', 'closed "2026-10-16"'],
    ['friday week', 'closed "2026-10-16"'],
    ['in three days', 'closed "2026-10-11"'],
    ['the twelfth of october', 'open "2026-10-12"'],
    ['october the 12th', 'open "2026-10-12"'],
    ['friday the ninth of october', 'open "2026-10-09"'],
    ['friday the tenth of october', 'partial "--10-10"'],
    ['the fifth', 'open "2026-11-05"'],
    ['the fifth no the sixth of november', 'open "2026-11-06"'],
    ['twelve october twenty twenty six', 'closed "2026-10-12"'],
    ['the thirty first of february', 'none'],
    ['the first monday in november', 'closed "2026-11-02"'],
    ['tuesday or wednesday', 'partial'],
    ['between the 12th and the 14th of november', 'open "2026-11-12"'],
    ['the monday after next', 'closed "2026-10-19"'],
    ['the twelfth of october is that all right', 'open "2026-10-12"'],
    ['25 november', 'open "2025-11-25"', { range: 'past' }],
    ['the twenty-third of the ninth seventy-nine', 'open "1979-09-23"', birth],
    ['27th of the 9th 1979', 'closed "1979-09-27"', birth],
    ['third of may nineteen oh five', 'closed "1905-05-03"', birth],
    ['the 30th of the 3rd two thousand and six', 'closed "2006-03-30"', birth],
    ['29th of november 1940 1', 'closed "1941-11-29"', birth],
    ['0306 2012', 'closed "2012-06-03"', birth],
    ['0306 2012', 'closed "2012-03-06"', { ...birth, language: 'en-US' }],
    ['25 november', 'partial "--11-25"', birth],
    ['nineteen eighty four', 'closed "1984-11-25"', { ...birth, earlier: '--11-25' }],
    ['tomorrow', 'none', birth],
    ['fifth of may 2031', 'partial "--05-05"', birth],
  ],
  time: [
    ['half past four', 'closed "16:30"', office],
    ['half four', 'closed "16:30"', office],
    ["it's um let me see half past four", 'closed "16:30"', office],
    ['half past four is that okay', 'closed "16:30"', office],
    ['quarter to five', 'closed "16:45"', office],
    ["four o'clock", 'closed "16:00"', office],
    ['four o clock', 'closed "16:00"', office],
    ['seven', 'none', office],
    ['half past four', 'open "04:30"'],
    ['quarter to five in the afternoon', 'closed "16:45"'],
    ['nine a m', 'closed "09:00"'],
    ['2:30 p.m.', 'closed "14:30"'],
    ['ten oh five p m', 'closed "22:05"'],
    ['1645', 'closed "16:45"'],
    ['noon', 'closed "12:00"'],
    ['twelve at night', 'closed "00:00"'],
    ['half past four not half past five', 'closed "16:30"', office],
    ['at seven this evening', 'closed "19:00"'],
    ['seven or eight', 'partial'],
    ['ten to', 'none'],
    ['eleven o five a m', 'closed "11:05"'],
    ['between nine and ten p.m.', 'open "21:00"'],
  ],
  phone: [
    ['oh seven four double oh one two three four five six', 'closed "+447400123456"'],
    ['07400 123456', 'closed "+447400123456"'],
    ['plus four four seven four hundred one two three four five six', 'closed "+447400123456"'],
    ['five five five', 'partial "555"'],
    ['one two three four five six', 'closed "+447400123456"', { earlier: '07400' }],
    ['two one two five five five oh one double two', 'partial "2125550122"'],
    ['two one two seven three six five thousand', 'closed "+12127365000"', { language: 'en-US' }],
  ],
  number: [
    ['two point five', 'open 2.5'],
    ['three and a half', 'closed 3.5'],
    ['minus four', 'open -4'],
    ['two point five million', 'open 2500000'],
    ['two point two five', 'open 2.25'],
    ['not two but three and a half', 'closed 3.5'],
  ],
  spelled: [
    ['a as in alpha double five t for tommy', 'open "A55T"'],
    ['alpha bravo charlie', 'closed "ABC"', { length: 3 }],
    ['a b 1 2', 'partial "AB12"', { length: 6 }],
    ['three four', 'closed "AB1234"', { length: 6, earlier: 'AB12' }],
    ['double u x y zed', 'open "WXYZ"'],
    ['m for mother n for nuts', 'open "MN"'],
    ['be see dee', 'closed "BCD"', { length: 3 }],
  ],
  datetime: [
    ['tomorrow at half past four', 'closed "2026-10-09T16:30:00+01:00"', office],
    ['half past four on the twelfth of october', 'closed "2026-10-12T16:30:00+01:00"', office],
    ['table for four friday at seven in the evening', 'closed "2026-10-09T19:00:00+01:00"'],
    ['friday', 'partial {"date":"2026-10-09"}'],
    ['seven in the evening', 'partial {"time":"19:00"}'],
    ['seven in the evening', 'closed "2026-10-09T19:00:00+01:00"', { earlier: { date: '2026-10-09' } }],
    ['in two hours', 'closed "2026-10-08T15:00:00+01:00"'],
    ['today at seven', 'open "2026-10-08T19:00:00+01:00"'],
    ['tomorrow evening at eight', 'open "2026-10-09T20:00:00+01:00"'],
    ['the twenty fifth of october at noon', 'closed "2026-10-25T12:00:00+00:00"'],
  ],
  duration: [
    ['an hour and a half', 'open "PT1H30M"'],
    ['ninety minutes', 'open "PT1H30M"'],
    ['half an hour please', 'closed "PT30M"'],
    ['three quarters of an hour', 'open "PT45M"'],
    ['two and a half hours', 'open "PT2H30M"'],
    ['three days', 'open "P3D"'],
    ['a fortnight', 'open "P14D"'],
    ['soon', 'none'],
  ],
  email: [
    ['john dot smith at gmail dot com', 'closed "john.smith@gmail.com"'],
    ['my email is j smith 99 at hotmail dot co dot uk', 'closed "jsmith99@hotmail.co.uk"'],
    ['j o h n at example dot com', 'closed "john@example.com"'],
    ['mike underscore jones at example dot org please', 'closed "mike_jones@example.org"'],
    ['a for alpha b for bravo at yahoo dot com', 'closed "ab@yahoo.com"'],
    ['john.smith@example.com', 'closed "john.smith@example.com"'],
    ['john dot smith at', 'partial "john.smith@"'],
    ['gmail dot com', 'closed "john.smith@gmail.com"', { earlier: 'john.smith@' }],
    ['john smith', 'none'],
  ],
  money: [
    ['five pounds fifty', 'open {"amount":5.5,"currency":"GBP"}'],
    ['twelve pounds and fifty pence', 'closed {"amount":12.5,"currency":"GBP"}'],
    ['50p', 'closed {"amount":0.5,"currency":"GBP"}'],
    ['$41.55', 'closed {"amount":41.55,"currency":"USD"}'],
    ['i paid 700€ to him in 7 days', 'closed {"amount":700,"currency":"EUR"}'],
    ['twenty quid', 'open {"amount":20,"currency":"GBP"}'],
    ['forty', 'open {"amount":40,"currency":"USD"}', { language: 'en-US' }],
    ['three fifty', 'partial'],
    ['nothing like that', 'none'],
  ],
  postcode: [
    ['w two oh a b', 'closed "W2 0AB"'],
    ['e x two four s h', 'closed "EX2 4SH"'],
    ['my husband has it', 'none'],
    ['whiskey 2 0 alpha bravo', 'closed "W2 0AB"'],
    ['KT33 7GU', 'closed "KT33 7GU"'],
    ['katie 3 3 7 g you', 'open "KT33 7GU"'],
    ['l for lima e for echo 7 2 5 l zed', 'closed "LE72 5LZ"'],
    ['w 2 0', 'partial "w20"'],
    ['a b', 'closed "W2 0AB"', { earlier: 'w20' }],
    ['q q 2 0 a b', 'none'],
    ['w 2 0 a b | w 2 0 a d', 'partial "W2 0AB"'],
    ['w 2 0 a b | w 2 0 a d', 'closed "W2 0AB"', { earlier: 'W2 0AB' }],
    ['90210', 'open "90210"', { language: 'en-US' }],
    ['nine oh two one oh one two three four', 'closed "90210-1234"', { language: 'en-US' }],
  ],
  list: [
    ['a filling and the cleaning please', 'open ["filling","hygienist"]', visit],
    ['not the filling the cleaning', 'open ["hygienist"]', visit],
    ['all of them', 'closed ["check_up","filling","hygienist"]', visit],
    ['none of them', 'closed []', visit],
    ['milk, eggs and bread', 'open ["milk","eggs","bread"]'],
  ],
  name: [
    ['j o n e s', 'open "Jones"'],
    ["it's katie marshall", 'open "Katie Marshall"'],
  ],
  text: [
    ['um', 'none'],
    ['the tap is dripping', 'open "the tap is dripping"'],
  ],
}

for (const [type, cases] of Object.entries<readonly Case[]>(spoken)) {
  describe(`asked in English for a ${type}`, () => {
    test.each(cases.map(([said, expected, asked]) => ({ said, expected, asked })))(
      '"$said" is $expected',
      ({ said, expected, asked }) => {
        expect(gist(heard(type as SlotType, said, asked))).toBe(expected)
      },
    )
  })
}

describe('several slots in one utterance', () => {
  const said =
    'a table for four, me, on friday the ninth of october at half past seven in the evening is that all right'
  test.each<[SlotType, Asked, string]>([
    ['integer', { name: 'party_size' }, 'open 4'],
    ['date', {}, 'open "2026-10-09"'],
    ['time', {}, 'closed "19:30"'],
    ['datetime', {}, 'closed "2026-10-09T19:30:00+01:00"'],
  ])('the %s is found among the others', (type, asked, expected) => {
    expect(gist(heard(type, said.replace(' me,', ''), asked))).toBe(expected)
  })

  test.each<[string, string]>([
    ['adults', 'open 2'],
    ['kids', 'closed 3'],
    ['rooms', 'closed 2'],
    ['party_size', 'open 5'],
  ])('a number is given to the slot that counts its noun: %s', (name, expected) => {
    expect(gist(heard('integer', 'two rooms for me and my wife and three kids', { name }))).toMatch(
      expected.replace('closed', ''),
    )
  })

  test.each<[string, string]>([
    ['check_in', 'open "2026-10-23"'],
    ['check_out', 'open "2026-10-29"'],
  ])('each end of a stretch goes to its own slot: %s', (name, expected) => {
    expect(gist(heard('date', 'from the 23rd until the 29 october', { name }))).toBe(expected)
  })
})

describe('known values re-rank what was heard', () => {
  const codes = ['W2 0AB', 'LE72 5LZ', 'KT33 7GU', 'M12 1YL']
  test('a code that was misheard is the nearest known one', () => {
    expect(gist(heard('postcode', 'hello e 7 2 5 l z', { candidates: codes }))).toBe('closed "LE72 5LZ"')
    expect(gist(heard('postcode', 'w 2 0 h b', { candidates: codes }))).toMatch('W2 0AB')
  })
  test('a booking reference that was misheard, too', () => {
    const candidates = ['X4PT9', 'K2LM7', 'B8QR3']
    expect(gist(heard('spelled', 'b eight q are tree', { candidates }))).toMatch('B8QR3')
    expect(heard('spelled', 'w w w', { candidates }).value).toBe(null)
  })
  test('known codes of another country are left aside', () => {
    expect(gist(heard('postcode', '87 906', { language: 'pl-PL', candidates: codes }))).toBe('closed "87-906"')
  })
  test('what is near to none of them is not a value', () => {
    expect(heard('postcode', 'oxford street', { candidates: codes }).value).toBe(null)
  })
  test('a name is found by its sound, in any hypothesis', () => {
    const candidates = ['Sara Long', 'Tara King', 'Jemma Stanley', 'Mohammed Dodd']
    expect(gist(heard('name', 'Zara long | Sarah long', { candidates }))).toMatch('Sara Long')
    expect(gist(heard('name', 'gemma stanley', { candidates }))).toMatch('Jemma Stanley')
    expect(gist(heard('name', 'm o h a m m e d d o d d', { candidates }))).toMatch('Mohammed Dodd')
    expect(heard('name', 'Sara', { candidates }).value).toBe(null)
  })
})

test('what the words leave undecided is an alternative, and less sure', () => {
  const answer = heard('time', 'seven thirty')
  expect(answer).toMatchObject({ value: '07:30', alternatives: ['19:30'] })
  expect(answer.confidence).toBeLessThan(heard('time', 'seven thirty a.m.').confidence)
})

test('spans name the words that made the value', () => {
  expect(heard('time', 'well let me see half past four please', office).spans).toEqual([[4, 7]])
})

test('a later hypothesis answers where the first cannot', () => {
  expect(gist(heard('date', '17 for 1913 | 17/4 1913', birth))).toBe('closed "1913-04-17"')
})

test('a code is read back in groups, and with the alphabet once it had to be said again', () => {
  expect(heard('postcode', 'w two oh a b').readback).toBe('W 2, 0 A B')
  expect(heard('postcode', 'a b', { earlier: 'w20' }).readback).toBe('W for whiskey, 2, 0, A for alpha, B for bravo')
})

test('no hypotheses at all are no answer', () => {
  expect(heard('date', '')).toMatchObject({ state: 'none', value: null, readback: '' })
})

describe('a date of birth that the recogniser doubts is asked again', () => {
  test.each([
    ['keep 7th of the ninth 1907 | steep 7th of the ninth 1907', 'a word that means nothing was part of the day'],
    [
      'the 8th of may 1980 | nice of may 1980 | night of may 1980 | knight of may 1980',
      'hardly any of its list holds it',
    ],
    ['the 15th of june 1916 | the 16th of june 1916', 'another day of the same month'],
  ])('"%s": %s', (said) => {
    const first = heard('date', said, birth)
    expect(first.state).toBe('partial')
    // Heard alike again, it is believed.
    expect(heard('date', said, { ...birth, earlier: first.part ?? null }).value).toBe(first.part)
  })

  test('in digits, half of its list is enough', () => {
    expect(gist(heard('date', '03 06 1985 | 03 06 1985 | 13 06 1985', birth))).toBe('closed "1985-06-03"')
  })
})
