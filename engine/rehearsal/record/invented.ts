import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js'

/** Chance: 0 ≤ n < 1. Seeded where the same call is to give the same file, else nobody can undo what was replaced. */
export type Random = () => number

/** Invents what takes the place of what was said: by one key a call, so that the same is always replaced by the same. */
export class Inventor {
  readonly random: Random
  readonly #digits: readonly string[]
  readonly #letters: readonly string[]
  readonly #given: string[]
  readonly #family: string[]

  constructor(random: Random) {
    this.random = random
    this.#digits = moved('0123456789', random)
    this.#letters = moved('abcdefghijklmnopqrstuvwxyz', random)
    this.#given = shuffled(givenNames, random)
    this.#family = shuffled(familyNames, random)
  }

  digit(digit: string): string {
    return this.#digits[Number(digit)] ?? digit
  }

  letter(letter: string): string {
    const other = this.#letters[letter.toLowerCase().charCodeAt(0) - 97] ?? letter
    return letter === letter.toLowerCase() ? other : other.toUpperCase()
  }

  /** Letters and digits by the key of the call; signs stay. */
  code(text: string): string {
    return text.replace(/[0-9]/g, (one) => this.digit(one)).replace(/[A-Za-z]/g, (one) => this.letter(one))
  }

  /** Each letter another one, each digit another one, by chance. */
  anyCode(text: string): string {
    return text
      .replace(/[0-9]/g, () => String(Math.floor(this.random() * 10)))
      .replace(/[A-Za-z]/g, (one) => {
        const other = String.fromCharCode(97 + Math.floor(this.random() * 26))
        return one === one.toLowerCase() ? other : other.toUpperCase()
      })
  }

  /** A person's name of so many words that nobody has given before. */
  nameWord(isFirst: boolean): string {
    const pool = isFirst ? this.#given : this.#family
    return pool.pop() ?? capital(this.word(7))
  }

  /** A word that can be spoken and means nothing. */
  word(length: number): string {
    let word = ''
    while (word.length < Math.min(Math.max(length, 4), 9))
      word += pick('bdfglmnprtvz', this.random) + pick('aeou', this.random)
    return `${word}${pick('lnrt', this.random)}`
  }

  /** A number that is kept for plays and films where a country keeps some; else one with the same beginning. */
  phone(number: string): string {
    const three = (): string => String(Math.floor(this.random() * 1000)).padStart(3, '0')
    // Ofcom's mobile numbers for plays are none to libphonenumber, and what was valid must stay so.
    if (number.startsWith('+447') && !isValidPhoneNumber(number)) return `+447700900${three()}`
    if (number.startsWith('+44')) return `+442079460${three()}`
    if (/^\+1\d{10}$/.test(number)) return `+121255501${three().slice(1)}`
    if (/^\+33[67]/.test(number)) return `+3363998${three()}${three().slice(1)}`
    if (number.startsWith('+33')) return `+3319900${three()}${three().slice(1)}`
    if (/^\+49(15|16|17)/.test(number)) return `+4917139200${three().slice(1)}`
    if (number.startsWith('+49')) return `+493023125${three()}`
    const kept = parsePhoneNumberFromString(number)?.countryCallingCode.length ?? 2
    for (let n = 0; n < 200; n++) {
      const other = number.slice(0, kept + 3) + this.anyCode(number.slice(kept + 3))
      if (other !== number && (isValidPhoneNumber(other) || !isValidPhoneNumber(number))) return other
    }
    return number.slice(0, kept + 3) + this.code(number.slice(kept + 3))
  }

  /** Another day in another month of another year, up to three away, no later in its month than the 28th. */
  day(day: string): string {
    const years = 1 + Math.floor(this.random() * 3)
    const year = Number(day.slice(0, 4)) + (this.random() < 0.5 ? -years : years)
    const two = (n: number): string => String(n).padStart(2, '0')
    const month = 1 + ((Number(day.slice(5, 7)) + Math.floor(this.random() * 11)) % 12)
    const date = 1 + ((Number(day.slice(8, 10)) + Math.floor(this.random() * 27)) % 28)
    return `${year}-${two(month)}-${two(date)}${day.slice(10)}`
  }
}

/** None stays where it was. */
function moved(letters: string, random: Random): readonly string[] {
  const list = shuffled(letters.split(''), random)
  const places = new Map(list.map((letter, index) => [letter, list[(index + 1) % list.length] ?? letter]))
  return letters.split('').map((letter) => places.get(letter) ?? letter)
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => ({ one, by: random() }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ one }) => one)
}

function pick(letters: string, random: Random): string {
  return letters[Math.floor(random() * letters.length)] ?? ''
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

const givenNames =
  'Robin Sasha Jamie Nikita Kim Toni Luca Noa Mika Quinn Casey Alexis Dominique Camille Claude Andrea'.split(' ')
const familyNames =
  'Fairweather Holloway Thornbury Ashdown Birkett Calloway Dunmore Ellwood Farnham Goddard Harkness Ingleby Kirkwood Lockhart Merrick Northcote'.split(
    ' ',
  )
