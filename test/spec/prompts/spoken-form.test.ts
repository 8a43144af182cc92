import { assert, constantFrom, array, property, string } from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { spokenForm, stretchesOf } from '../../../engine/prompts/spoken-form.ts'

const cases: readonly (readonly [language: string, written: string, said: string])[] = [
  // clock times
  ['en-GB', 'We close at 19:30.', 'We close at half past seven in the evening.'],
  ['en-US', 'We close at 19:30.', 'We close at seven thirty p.m.'],
  ['en-GB', 'Dinner starts at 7:30.', 'Dinner starts at half past seven.'],
  ['en-GB', 'from 07:30 on', 'from half past seven in the morning on'],
  ['en-GB', 'at 7pm or 9.15 a.m. tomorrow', 'at seven in the evening or quarter past nine in the morning tomorrow'],
  ['en-GB', 'until 7.30', 'until half past seven'],
  ['en-GB', 'See you at 7 p.m. Goodbye.', 'See you at seven in the evening. Goodbye.'],
  ['en-US', 'See you at 7 p.m. Goodbye.', 'See you at seven p.m. Goodbye.'],
  ['es-ES', 'Cerramos a las 19:30.', 'Cerramos a las siete y media de la tarde.'],
  ['es-ES', 'a las 7:30 h', 'a las siete y media'],
  ['de-DE', 'Wir schließen um 19:30 Uhr.', 'Wir schließen um 19 Uhr 30.'],
  ['de-DE', 'um 9.15 Uhr', 'um 9 Uhr 15'],
  ['fr-FR', 'Nous fermons à 19h30.', 'Nous fermons à 19 heures 30.'],
  ['fr-FR', 'dès 9 h', 'dès 9 heures'],
  ['pl-PL', 'o 19:30', 'o 19:30'],
  // money
  ['en-GB', 'That is £12.50.', 'That is 12 pounds and 50 pence.'],
  ['en-GB', '£1,200 or $5 or 50p', '1200 pounds or 5 dollars or 50 pence'],
  ['en-GB', 'a £2m loan, £1,500,000', 'a 2 million pounds loan, 1,500,000 pounds'],
  ['es-ES', 'Son 12,50 €.', 'Son 12 euros con 50 céntimos.'],
  ['de-DE', 'Das macht 1.250,00 €.', 'Das macht 1250 Euro.'],
  ['fr-FR', 'Cela fait 12,50 €.', 'Cela fait 12 euros et 50 centimes.'],
  ['pl-PL', 'To 5 zł, razem 12,50 zł.', 'To 5 złotych, razem 12 złotych i 50 groszy.'],
  // dates
  ['en-GB', 'on 2026-10-09', 'on the ninth of October 2026'],
  ['en-US', 'on 2026-10-09', 'on October ninth, 2026'],
  ['en-GB', 'on 9/10 and 9/10/2026', 'on the ninth of October and the ninth of October 2026'],
  ['en-US', 'on 10/9', 'on October ninth'],
  ['en-GB', 'nine out of ten, 9/10', 'nine out of ten, 9/10'],
  ['es-ES', 'el 9/10', 'el 9 de octubre'],
  ['de-DE', 'am 9.10. oder am 09.10.2026', 'am 9. Oktober oder am 9. Oktober 2026'],
  ['fr-FR', 'le 1/10/2026', 'le premier octobre 2026'],
  ['pl-PL', 'dnia 9.10.2026', 'dnia 9 października 2026 roku'],
  ['en-GB', '9 Oct, the 21st', '9 October, the twenty first'],
  // digits and telephone numbers
  ['en-GB', 'Call 020 7946 0958.', 'Call 0 2 0, 7 9 4 6, 0 9 5 8.'],
  ['en-GB', 'Call +44 20 7946 0958.', 'Call 0 2 0, 7 9 4 6, 0 9 5 8.'],
  ['en-GB', 'or +1 212 555 0123', 'or plus 1, 2 1 2, 5 5 5, 0 1 2 3'],
  ['es-ES', 'al +44 20 7946 0958', 'al más 4 4, 2 0, 7 9 4 6, 0 9 5 8'],
  ['pl-PL', 'tel. 601 234 567', 'telefon 6 0 1, 2 3 4, 5 6 7'],
  ['fr-FR', 'au 01 23 45 67 89', 'au 0 1, 2 3, 4 5, 6 7, 8 9'],
  ['en-GB', 'Your code is 4821.', 'Your code is 4 8 2 1.'],
  ['en-GB', 'reference 12345678', 'reference 1 2 3 4, 5 6 7 8'],
  ['de-DE', 'Ihre Kundennummer ist 48213.', 'Ihre Kundennummer ist 4 8 2, 1 3.'],
  ['en-GB', 'In 1998 we had 4821 visitors.', 'In 1998 we had 4821 visitors.'],
  ['en-GB', 'about 15,000 people', 'about 15,000 people'],
  ['fr-FR', '10 000 000 habitants', '10 000 000 habitants'],
  // ordinals, percent, units, decimals, ranges
  ['en-GB', 'the 1st, 22nd and 30th', 'the first, twenty second and thirtieth'],
  ['es-ES', 'el 1º y la 3ª', 'el primero y la tercera'],
  ['fr-FR', 'le 1er et la 2e', 'le premier et la deuxième'],
  ['en-GB', '15% off', '15 percent off'],
  ['de-DE', '15 % Rabatt', '15 Prozent Rabatt'],
  ['es-ES', 'un 15 %', 'un 15 por ciento'],
  ['en-GB', '5 km at 20 km/h, 1 kg', '5 kilometres at 20 kilometres an hour, 1 kilogram'],
  ['pl-PL', '5 km, 2 kg', '5 kilometrów, 2 kilogramy'],
  ['en-GB', '2.75 litres', '2 point 7 5 litres'],
  ['de-DE', '2,5 Liter', '2 Komma 5 Liter'],
  ['en-GB', 'version 1.2.3', 'version 1.2.3'],
  ['en-GB', 'open 9–17', 'open 9 to 17'],
  ['en-GB', 'open 9am-5pm', 'open nine in the morning to five in the afternoon'],
  ['de-DE', '9–17 Uhr', '9 bis 17 Uhr'],
  ['fr-FR', 'de 9h-17h', 'de 9 heures à 17 heures'],
  ['en-GB', 'Mon–Fri', 'Monday to Friday'],
  ['de-DE', 'Mo-Fr', 'Montag bis Freitag'],
  ['en-GB', 'a well-known twenty-four', 'a well-known twenty-four'],
  // short forms and addresses
  ['en-GB', 'Dr. Smith, Baker St., St. John', 'Doctor Smith, Baker Street, Saint John'],
  ['de-DE', 'z. B. Hauptstr. 5', 'zum Beispiel Hauptstraße 5'],
  ['es-ES', 'la Sra. López', 'la señora López'],
  ['fr-FR', 'Mme Durand et M. Petit', 'Madame Durand et Monsieur Petit'],
  ['pl-PL', 'ul. Długa', 'ulica Długa'],
  ['en-GB', 'Marks & Spencer, he/she, and/or', 'Marks and Spencer, he or she, and or'],
  ['en-GB', 'write to ann.lee@example.com.', 'write to ann dot lee at example dot com.'],
  ['de-DE', 'info@beispiel.de', 'info ät beispiel Punkt de'],
  ['en-GB', 'see https://www.example.co.uk/help.', 'see w w w dot example dot co dot uk slash help.'],
  ['es-ES', 'en ejemplo.com', 'en ejemplo punto com'],
  // Roman numerals
  ['en-GB', 'Henry VIII, World War II, Chapter IV', 'Henry the eighth, World War 2, Chapter 4'],
  ['es-ES', 'del siglo XXI', 'del siglo 21'],
  ['en-GB', 'I am on an IV drip', 'I am on an IV drip'],
]

describe('what a voice would stumble over', () => {
  test.each(cases)('%s: %s', (language, written, said) => {
    expect(spokenForm(written, language)).toBe(said)
  })

  test.each([...cases])('%s: %s is not changed again', (language, written) => {
    const once = spokenForm(written, language)
    expect(spokenForm(once, language)).toBe(once)
  })

  test.each([
    'How many people, and for what time?',
    'You are booked for Friday the ninth at seven in the evening. Goodbye!',
    "Okay, I've stopped that.",
    '',
  ])('plain words stay as they are: %j', (text) => {
    expect(spokenForm(text, 'en-GB')).toBe(text)
  })

  it('leaves markup alone, and says what stands between', () => {
    expect(
      spokenForm(
        '<speak>At 19:30<break time="300ms"/><say-as interpret-as="digits">4821</say-as> &amp; £5</speak>',
        'en-GB',
      ),
    ).toBe(
      '<speak>At half past seven in the evening<break time="300ms"/><say-as interpret-as="digits">4821</say-as> &amp; 5 pounds</speak>',
    )
  })

  it('tells which words stand for which', () => {
    expect(stretchesOf('At 19:30 on 2026-10-09, please.', 'en-GB')).toEqual([
      { written: 'At ', said: 'At ' },
      { written: '19:30', said: 'half past seven in the evening' },
      { written: ' on ', said: ' on ' },
      { written: '2026-10-09', said: 'the ninth of October 2026' },
      { written: ', please.', said: ', please.' },
    ])
  })

  it('gives a text back in a language that it does not know', () => {
    expect(spokenForm('um 19:30, £5', 'ja')).toBe('um 19:30, £5')
  })
})

const scraps = constantFrom(
  ...cases.flatMap(([, written]) => written.split(' ')),
  '19',
  ':',
  '30',
  '-',
  '–',
  '/',
  '.',
  '9',
  '€',
  '£',
  '%',
  'II',
  'at',
  'on',
  '<b',
  '>',
  '1e9',
  '00',
  '+',
  '@',
  '2026',
)

describe('whatever the text', () => {
  test.each(['en-GB', 'en-US', 'es-ES', 'de-DE', 'fr-FR', 'pl-PL'])(
    '%s: a spoken form is its own spoken form',
    (language) => {
      assert(
        property(array(scraps, { maxLength: 12 }), constantFrom(' ', ''), (parts, glue) => {
          const once = spokenForm(parts.join(glue), language)
          expect(spokenForm(once, language)).toBe(once)
        }),
        { numRuns: 1500 },
      )
    },
  )

  it('what was written is all there, in order', () => {
    assert(
      property(array(scraps, { maxLength: 12 }), string({ unit: 'grapheme' }), (parts, noise) => {
        const text = parts.join(' ') + noise
        expect(
          stretchesOf(text, 'en-GB')
            .map(({ written }) => written)
            .join(''),
        ).toBe(text)
      }),
    )
  })

  test.each([
    '1',
    '1.',
    '1 ',
    '1-',
    'a.',
    '@',
    'a@',
    '/',
    '£1,',
    '19:',
    'http://a.',
    'I',
    '<say-as ',
    '<',
    '&#',
    '– ',
    '1–',
    'Dr. ',
  ])('takes time in proportion to the length: %j', (scrap) => {
    const timeOf = (length: number): number => {
      const text = scrap.repeat(Math.ceil(length / scrap.length)).slice(0, length)
      const start = performance.now()
      spokenForm(text, 'en-GB')
      return performance.now() - start
    }
    timeOf(2000)
    expect(timeOf(16_000)).toBeLessThan(400)
  })
})
