import { expect, test } from 'vitest'
import type { SlotType } from '../../../engine/language/slot.ts'
import { hesitation, type Hesitation } from '../../../engine/turns/hesitation.ts'
import { wordsOf } from '../../../engine/turns/said-words.ts'

test.each<[string, string, SlotType[], Hesitation]>([
  ['um', 'en-GB', [], 'only'],
  ['um let me see', 'en-GB', [], 'only'],
  ['well let me think', 'en-GB', [], 'only'],
  ['äh also', 'de-DE', [], 'only'],
  ['euh', 'fr-FR', [], 'only'],
  ['a ver', 'es-ES', [], 'only'],
  ['seven um', 'en-GB', ['time'], 'trailing'],
  ['on friday the', 'en-GB', ['date'], 'trailing'],
  ['a table for', 'en-GB', ['integer'], 'trailing'],
  ['am freitag und', 'de-DE', ['date'], 'trailing'],
  ['el viernes a las siete y', 'es-ES', ['datetime'], 'trailing'],
  ['le lundi de la', 'fr-FR', ['date'], 'none'],
  ['piątek o siódmej i', 'pl-PL', ['datetime'], 'trailing'],
  ['seven', 'en-GB', ['time'], 'none'],
  ['yes', 'en-GB', ['boolean'], 'none'],
  ['okay', 'en-GB', ['boolean'], 'none'],
  ['si', 'fr-FR', ['boolean'], 'none'],
  ['sí', 'es-ES', ['boolean'], 'none'],
  ['w one a', 'en-GB', ['postcode'], 'none'],
  ['oh seven four to', 'en-GB', ['phone'], 'none'],
  ['oh seven um', 'en-GB', ['phone'], 'trailing'],
  ['', 'en-GB', [], 'none'],
])('"%s" in %s, asked for %j: %s', (said, language, asked, expected) => {
  expect(hesitation(wordsOf(said), language, asked)).toBe(expected)
})
