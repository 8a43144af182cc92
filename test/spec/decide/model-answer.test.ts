import { describe, expect, it } from 'vitest'
import { believed, type SaidValue } from '../../../engine/decide/model-answer.ts'
import { quoteIn } from '../../../engine/decide/quote.ts'
import type { Slot } from '../../../engine/language/slot.ts'

const slots: Record<string, Omit<Slot, 'name' | 'reject'>> = {
  guests: { type: 'integer', min: 1, max: 20 },
  at: { type: 'time' },
  late: { type: 'time', latest: '18:00' },
  day: { type: 'date' },
  when: { type: 'datetime' },
  long: { type: 'duration' },
  price: { type: 'money', currency: 'GBP' },
  seat: { type: 'choice', options: { front: { synonyms: ['by the driver'] }, back: { synonyms: [] } } },
  sure: { type: 'boolean' },
  code: { type: 'digits', length: 4 },
  post: { type: 'postcode', region: 'GB' },
  card: { type: 'digits', sensitive: 'pci' },
  things: { type: 'list' },
}

/** What is kept for a slot: undefined where nothing is. */
function kept(slot: string, utterance: string, said: SaidValue, language = 'en-GB'): unknown {
  const outcome = believed(
    { option: null, confidence: 0.9, why: 'model', values: { [slot]: said } },
    {
      utterance,
      language,
      fills: {
        suffice: true,
        slots: [{ name: slot, reject: [], ...slots[slot]! }],
        nowMs: Date.parse('2026-10-08T12:00:00Z'),
        timezone: 'Europe/London',
      },
    },
  )
  return outcome.readings?.[slot]?.value
}

describe('a value counts', () => {
  it.each([
    ['guests', 'just a string quartet', 'a string quartet', 4, 4],
    ['at', 'when the pubs shut', 'when the pubs shut', '23:00', '23:00'],
    ['day', 'on my birthday that is boxing day', 'boxing day', '2026-12-26', '2026-12-26'],
    [
      'when',
      'boxing day for the early show',
      'boxing day for the early show',
      '2026-12-26T14:00',
      '2026-12-26T14:00:00+00:00',
    ],
    ['long', 'as long as a football match', 'as long as a football match', 90, 'PT1H30M'],
    [
      'price',
      'a pony and change',
      'a pony and change',
      { amount: 10.5, currency: null },
      { amount: 10.5, currency: 'GBP' },
    ],
    ['seat', 'next to whoever steers', 'next to whoever steers', 'front', 'front'],
    ['sure', 'you bet your boots', 'you bet your boots', true, true],
  ])('of %s in "%s"', (slot, utterance, quote, value, expected) => {
    expect(kept(slot, utterance, { quote, value })).toEqual(expected)
  })

  it.each(['de-DE', 'es-ES', 'fr-FR', 'pl-PL'])('in %s as well', (language) => {
    expect(kept('long', 'xyz', { quote: 'xyz', value: 90 }, language)).toBe('PT1H30M')
    expect(kept('price', 'xyz', { quote: 'xyz', value: { amount: 12.5, currency: 'EUR' } }, language)).toEqual({
      amount: 12.5,
      currency: 'EUR',
    })
  })

  it('of letters and digits only as the grammar reads the words that were quoted', () => {
    const utterance = 'it is somewhere in my head wait one two three four yes'
    expect(kept('code', utterance, { quote: 'one two three four' })).toBe('1234')
    expect(kept('code', utterance, { quote: 'one two three four', value: '9999' })).toBe('1234')
  })
})

describe('a value does not count', () => {
  it.each([
    ['that nobody said', 'guests', 'me and my wife', 'a party of four', 4],
    ['with hesitation for a quote', 'guests', 'um well you know', 'um', 4],
    ['without a quote', 'guests', 'me and my wife', '', 4],
    ['beyond what the slot allows', 'guests', 'the whole regiment', 'the whole regiment', 400],
    ['later than the slot allows', 'late', 'when the pubs shut', 'when the pubs shut', '23:00'],
    ['of another form', 'at', 'when the pubs shut', 'when the pubs shut', 'closing time'],
    ['of another type', 'guests', 'me and my wife', 'me and my wife', '2'],
    ['that is none of the choices', 'seat', 'on the roof', 'on the roof', 'roof'],
    ['that is no date', 'day', 'the last of february', 'the last of february', '2027-02-31'],
    ['against what the grammar reads in its own quote', 'guests', 'five', 'five', 4],
    ['for what is secret', 'card', 'one two three four', 'one two three four', '1234'],
    ['for a list, which is filled by asking', 'things', 'a chair', 'a chair', ['chair']],
    ['of letters that were not said', 'post', 'near the old mill', 'near the old mill', 'BS1 4DJ'],
  ])('%s', (_, slot, utterance, quote, value) => {
    expect(kept(slot, utterance, { quote, value })).toBeUndefined()
  })

  it('beside a request, or for an option that was not chosen', () => {
    const said = { at: { quote: 'closing time', value: '23:00' } }
    const fills = {
      slots: [{ name: 'at', type: 'time' as const, reject: [] }],
      nowMs: 0,
      timezone: 'Europe/London',
    }
    const asked = { utterance: 'closing time', language: 'en-GB' }
    const request = { option: 'interrupt:hours', confidence: 0.9, why: 'model' as const, values: said }
    expect(believed(request, { ...asked, fills: { ...fills, suffice: true } }).readings).toBeUndefined()
    expect(believed(request, { ...asked, fills: { ...fills, suffice: false } }).readings).toBeDefined()
    const none = { ...request, option: null }
    expect(believed(none, { ...asked, fills: { ...fills, suffice: false } }).readings).toBeUndefined()
  })
})

it('a value that only the model could read is not sure, so that "when_unsure" reads it back', () => {
  const fills = { suffice: true, slots: [{ name: 'at', type: 'time' as const, reject: [] }], nowMs: 0, timezone: 'UTC' }
  const of = (utterance: string, value: string): number | undefined =>
    believed(
      { option: null, confidence: 0.9, why: 'model', values: { at: { quote: utterance, value } } },
      { utterance, language: 'en-GB', fills },
    ).readings?.['at']?.confidence
  expect(of('when the pubs shut', '23:00')).toBeLessThan(0.4)
  expect(of('quarter past nine in the morning', '09:15')).toBe(0.9)
})

describe('a quote', () => {
  it.each([
    ['we are four, at seven', 'Four at', [2, 4]],
    ['we are four - at seven', 'four at seven', [2, 6]],
    ['we’re four', "we're four", [0, 2]],
    ['we are four', 'four we', null],
    ['we are four', 'our', null],
    ['', 'four', null],
  ] as const)('in "%s" of "%s"', (utterance, quote, expected) => {
    expect(quoteIn(utterance, quote)).toEqual(expected)
  })
})
