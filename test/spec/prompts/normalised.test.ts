import { assert, constantFrom, date, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { speak } from '../../../engine/answers/speak.ts'
import { spokenForm } from '../../../engine/prompts/spoken-form.ts'

/** How each language writes what a voice would stumble over. */
interface Written {
  readonly language: string
  /** A clock time of 24 hours, and what a caller hears before it. */
  readonly clock: (hour: string, minute: string) => string
  readonly currency: string
  readonly money: (whole: number, cents: string) => string
}

const two = (n: number): string => String(n).padStart(2, '0')
const languages: readonly Written[] = [
  { language: 'en-GB', clock: (h, m) => `at ${h}:${m}`, currency: 'GBP', money: (w, c) => `£${w}.${c}` },
  { language: 'en-US', clock: (h, m) => `at ${h}:${m}`, currency: 'USD', money: (w, c) => `$${w}.${c}` },
  { language: 'de-DE', clock: (h, m) => `um ${h}:${m} Uhr`, currency: 'EUR', money: (w, c) => `${w},${c} €` },
  { language: 'es-ES', clock: (h, m) => `a las ${h}:${m}`, currency: 'EUR', money: (w, c) => `${w},${c} €` },
  { language: 'fr-FR', clock: (h, m) => `à ${h}h${m}`, currency: 'EUR', money: (w, c) => `${w},${c} €` },
  { language: 'pl-PL', clock: (h, m) => `o ${h}:${m}`, currency: 'PLN', money: (w, c) => `${w},${c} zł` },
]

describe.each(languages)('in $language', ({ language, clock, currency, money }) => {
  const context = { language, timezone: 'UTC', nowMs: Date.parse('2026-10-08T12:00:00Z') }
  /** Within a sentence, so that its end is one too. */
  const said = (written: string): string => {
    const sentence = spokenForm(`${written}.`, language)
    expect(sentence.endsWith('.')).toBe(true)
    expect(sentence).not.toMatch(/\.\.$/u)
    return sentence
  }
  const isSaidAs = (written: string, spoken: string): void => {
    const sentence = said(written)
    const whole = spoken.endsWith('.') ? spoken : `${spoken}.`
    expect(sentence.endsWith(whole), `${written}: "${sentence}" ends in "${whole}"`).toBe(true)
  }

  test('every time of day is said as the filter says it', () => {
    for (let minute = 0; minute < 24 * 60; minute++) {
      const [hours, minutes] = [two(Math.floor(minute / 60)), two(minute % 60)]
      const filter = speak('time', `${hours}:${minutes}`, [], context)
      // "a las" has the article already; a Polish voice reads a clock time as it is written.
      const spoken = language === 'pl-PL' ? `${hours}:${minutes}` : filter.replace(/^(las?|el) /u, '')
      const written = clock(hours, minutes)
      // "10:00" may be of a clock of twelve hours: the part of the day is left out, as it was written.
      const isOpen = Number(hours) >= 10 && Number(hours) <= 12 && /^(en|es)/u.test(language)
      if (spoken === 'mediodía') isSaidAs(written, spoken)
      else if (!isOpen) isSaidAs(written, spoken)
      else expect(spoken.startsWith(said(written).replace(/^(at|a las?) |\.$/gu, '')), written).toBe(true)
    }
  })

  test('every amount is said as the filter says it', () => {
    assert(
      property(integer({ min: 1, max: 99_999 }), integer({ min: 0, max: 99 }), (whole, cents) => {
        const amount = Number(`${whole}.${two(cents)}`)
        isSaidAs(money(whole, two(cents)), speak('money', { amount, currency }, [], context))
      }),
    )
  })

  test('every day is said with the name of its month and its year, and no dashes', () => {
    const months = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' })
    const days = date({ min: new Date('2000-01-01'), max: new Date('2039-12-31'), noInvalidDate: true })
    assert(
      property(days, (day) => {
        const iso = day.toISOString().slice(0, 10)
        const sentence = said(iso)
        const month = months.formatToParts(day).find(({ type }) => type === 'month')?.value ?? ''
        expect(sentence.toLowerCase()).toContain(month.toLowerCase())
        expect(sentence).toContain(iso.slice(0, 4))
        expect(sentence).not.toContain('-')
      }),
    )
  })

  test('a long number is said digit by digit, none of them lost', () => {
    assert(
      property(integer({ min: 1_000_000, max: 999_999_999 }), (number) => {
        const sentence = said(String(number))
        expect(sentence.replaceAll(/\D/gu, '')).toBe(String(number))
        expect(sentence).not.toMatch(/\d\d/u)
      }),
    )
  })

  test('percent is a word', () => {
    assert(
      property(integer({ min: 0, max: 100 }), constantFrom('', ' '), (number, space) => {
        expect(said(`${number}${space}%`)).not.toContain('%')
      }),
    )
  })
})
