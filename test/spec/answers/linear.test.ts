import { describe, expect, test } from 'vitest'
import { lexiconOf, type Lexicon } from '../../../engine/answers/lexicon.ts'
import type { Grammar } from '../../../engine/answers/reading.ts'
import { tokenize, type Token } from '../../../engine/answers/tokens.ts'
import { boolean } from '../../../engine/answers/types/boolean.ts'
import { choice } from '../../../engine/answers/types/choice.ts'
import { date } from '../../../engine/answers/types/date.ts'
import { datetime } from '../../../engine/answers/types/datetime.ts'
import { digits } from '../../../engine/answers/types/digits.ts'
import { duration } from '../../../engine/answers/types/duration.ts'
import { email } from '../../../engine/answers/types/email.ts'
import { integer } from '../../../engine/answers/types/integer.ts'
import { list } from '../../../engine/answers/types/list.ts'
import { money } from '../../../engine/answers/types/money.ts'
import { name } from '../../../engine/answers/types/name.ts'
import { number } from '../../../engine/answers/types/number.ts'
import { phone } from '../../../engine/answers/types/phone.ts'
import { postcode } from '../../../engine/answers/types/postcode.ts'
import { spelled } from '../../../engine/answers/types/spelled.ts'
import { text } from '../../../engine/answers/types/text.ts'
import { time } from '../../../engine/answers/types/time.ts'
import { slotTypes, type SlotType } from '../../../engine/language/slot.ts'
import { contextFor } from './asked.ts'

const grammars: Readonly<Record<SlotType, Grammar>> = {
  boolean,
  choice,
  date,
  datetime,
  digits,
  duration,
  email,
  integer,
  list,
  money,
  name,
  number,
  phone,
  postcode,
  spelled,
  text,
  time,
}

const options = { options: { check_up: { synonyms: ['checkup'], key: '1' }, filling: { synonyms: [], key: '2' } } }

const sentences: Readonly<Record<string, string>> = {
  'en-GB':
    'i would like to come on friday the twelfth of october at half past four with 5 people and pay 20 pounds to a at b dot com ',
  'de-DE':
    'ich möchte am freitag den zwölften oktober um halb fünf mit 5 personen kommen und 20 euro an a at b punkt de zahlen ',
  'es-ES':
    'quiero ir el viernes doce de octubre a las cuatro y media con 5 personas y pagar 20 euros a b arroba c punto es ',
}

/** Work, not time: how often a token is looked at, so that a busy machine says nothing. */
describe.each(Object.entries(sentences))('in %s, of words that are eight times as many', (language, sentence) => {
  test.each(slotTypes)('a %s looks at about eight times as many', (type) => {
    const context = contextFor(type, { language, ...options })
    const looks = (times: number): number => {
      const counter = { looks: 0 }
      const tokens = counted(tokenize(sentence.repeat(times), lexiconOf(language)), counter)
      grammars[type]({ text: sentence.repeat(times), tokens, lexicon: lexiconOf(language) }, context)
      return counter.looks
    }
    expect(looks(64)).toBeLessThan(10 * Math.max(looks(8), 100))
  })

  test('its words are each looked up about once', () => {
    const lookups = (times: number): number => {
      let count = 0
      const lexicon: Lexicon = { ...lexiconOf(language), look: (word) => (count++, lexiconOf(language).look(word)) }
      tokenize(sentence.repeat(times), lexicon)
      return count
    }
    expect(lookups(64)).toBe(8 * lookups(8))
  })
})

/** The same tokens; each look at one is counted. A part cut out of them has been looked at, and is not counted again. */
function counted(tokens: readonly Token[], counter: { looks: number }): readonly Token[] {
  return new Proxy(tokens, {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && /^\d+$/.test(key)) counter.looks++
      return Reflect.get(target, key, receiver)
    },
  })
}
