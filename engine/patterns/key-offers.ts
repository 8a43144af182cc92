import type { Slot } from '../language/slot.ts'
import { regionOf } from '../answers/types/phone.ts'
import { phrase } from './phrases.ts'

/** What has a form of its own on the keys says which: nobody guesses it. */
interface KeyOffers {
  readonly boolean: string
  readonly date: string
  /** With its year: what has been. */
  readonly past: string
  readonly time: string
  readonly datetime: string
  readonly money: string
}

const offers: Readonly<Record<string, KeyOffers>> = {
  en: {
    boolean: 'You can also press 1 for yes, or 2 for no.',
    date: 'You can also key in the day and the month, with two digits each.',
    past: 'You can also key in the day and the month, with two digits each, and then the year.',
    time: 'You can also key in the time, in four digits, on the clock of 24 hours.',
    datetime: 'You can also key in the day, the month, the hour and the minutes, with two digits each.',
    money: 'You can also key in the amount, with a star for the point.',
  },
  'en-us': {
    boolean: 'You can also press 1 for yes, or 2 for no.',
    date: 'You can also key in the month and the day, with two digits each.',
    past: 'You can also key in the month and the day, with two digits each, and then the year.',
    time: 'You can also key in the time, in four digits, on the clock of 24 hours.',
    datetime: 'You can also key in the month, the day, the hour and the minutes, with two digits each.',
    money: 'You can also key in the amount, with a star for the point.',
  },
  de: {
    boolean: 'Sie können auch die 1 für ja oder die 2 für nein drücken.',
    date: 'Sie können auch Tag und Monat eingeben, mit je zwei Ziffern.',
    past: 'Sie können auch Tag und Monat eingeben, mit je zwei Ziffern, und dann das Jahr.',
    time: 'Sie können die Uhrzeit auch eingeben, mit vier Ziffern.',
    datetime: 'Sie können auch Tag, Monat, Stunde und Minuten eingeben, mit je zwei Ziffern.',
    money: 'Sie können den Betrag auch eingeben, mit einem Stern für das Komma.',
  },
  es: {
    boolean: 'También puede pulsar 1 para sí o 2 para no.',
    date: 'También puede marcar el día y el mes, con dos cifras cada uno.',
    past: 'También puede marcar el día y el mes, con dos cifras cada uno, y después el año.',
    time: 'También puede marcar la hora, con cuatro cifras, de 0 a 24 horas.',
    datetime: 'También puede marcar el día, el mes, la hora y los minutos, con dos cifras cada uno.',
    money: 'También puede marcar el importe, con un asterisco para la coma.',
  },
  fr: {
    boolean: 'Vous pouvez aussi taper 1 pour oui, ou 2 pour non.',
    date: 'Vous pouvez aussi taper le jour et le mois, avec deux chiffres chacun.',
    past: "Vous pouvez aussi taper le jour et le mois, avec deux chiffres chacun, puis l'année.",
    time: "Vous pouvez aussi taper l'heure, en quatre chiffres.",
    datetime: "Vous pouvez aussi taper le jour, le mois, l'heure et les minutes, avec deux chiffres chacun.",
    money: 'Vous pouvez aussi taper le montant, avec une étoile pour la virgule.',
  },
  pl: {
    boolean: 'Można też nacisnąć 1, co znaczy tak, albo 2, co znaczy nie.',
    date: 'Można też wpisać dzień i miesiąc, po dwie cyfry.',
    past: 'Można też wpisać dzień i miesiąc, po dwie cyfry, a potem rok.',
    time: 'Można też wpisać godzinę, cztery cyfry.',
    datetime: 'Można też wpisać dzień, miesiąc, godzinę i minuty, po dwie cyfry.',
    money: 'Można też wpisać kwotę, z gwiazdką zamiast przecinka.',
  },
}

/**
 * What tells a caller that this slot can be keyed, and how, in the language of the call or in English; null where it cannot, or where
 * only the flow knows its keys.
 */
export function keyOffer(slot: Slot, language: string): string | null {
  const tag = language.toLowerCase()
  const own = offers[tag] ?? offers[tag.slice(0, 2)] ?? offers['en']
  switch (slot.type) {
    case 'digits':
    case 'integer':
    case 'phone':
      return phrase('useKeys', language)
    case 'postcode':
      return keyedPostcodes.includes(regionOf(slot.region, language)) ? phrase('useKeys', language) : null
    case 'date':
      return own?.[slot.range === 'past' ? 'past' : 'date'] ?? null
    case 'boolean':
    case 'time':
    case 'datetime':
    case 'money':
      return own?.[slot.type] ?? null
    case 'choice':
    case 'number':
    case 'spelled':
    case 'duration':
    case 'email':
    case 'name':
    case 'text':
    case 'list':
    default:
      return null
  }
}

/** Where a postcode has digits only. */
const keyedPostcodes: readonly string[] = ['US', 'PL', 'DE', 'FR', 'ES']
