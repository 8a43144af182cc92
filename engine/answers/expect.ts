import type { Slot } from '../language/slot.ts'
import { dateNames, hours } from './expected/clock-phrases.ts'
import { numberPhrases } from './expected/number-phrases.ts'
import { listPhrases } from './expected/list-phrases.ts'
import { isAskedFor } from './list/list-slot.ts'
import { lexiconOf } from './lexicon.ts'
import { optionsOf } from './options.ts'
import type { Phrases } from './phrases.ts'
import { spokenOption } from './expected/option-phrases.ts'

/**
 * What a caller may say for a slot, as a grammar for recognisers that want one: compact, lower case, fillers optional at
 * both ends. A type that cannot be foretold (a name, free text) has no words beyond the letters of the language: an
 * empty `any`.
 */
export function phrasesFor(slot: Slot, language: string, nowMs: number, timezone: string): Phrases {
  const core = coreOf(slot, language, nowMs, timezone)
  return isEmpty(core) ? core : { sequence: [{ optional: lead(language) }, core, { optional: tail(language) }] }
}

/**
 * What a caller may say where several slots are asked for at once: one of them, or several in any order, in one breath.
 * Fillers only at both ends, so that the grammar stays small enough for a recogniser to follow.
 */
export function phrasesForAll(slots: readonly Slot[], language: string, nowMs: number, timezone: string): Phrases {
  const cores = slots.map((slot) => coreOf(slot, language, nowMs, timezone)).filter((core) => !isEmpty(core))
  const [first, second, ...others] = cores
  if (first === undefined) return { any: [] }
  const said: Phrases =
    second === undefined
      ? first
      : others.length > 0
        ? { repeat: { any: cores }, min: 1, max: cores.length }
        : { any: [{ sequence: [first, { optional: second }] }, { sequence: [second, { optional: first }] }] }
  return { sequence: [{ optional: lead(language) }, said, { optional: tail(language) }] }
}

/** The words of the grammar, each once, sorted: hints for recognisers that take a list. */
export function keywordsFor(slot: Slot, language: string, nowMs: number, timezone: string): readonly string[] {
  const words = new Set<string>()
  collect(phrasesFor(slot, language, nowMs, timezone), words)
  return [...words].sort()
}

function coreOf(slot: Slot, language: string, nowMs: number, timezone: string): Phrases {
  const english = lexiconOf(language).language === 'en'
  const first = (list: string | undefined): string => list?.split(' ')[0] ?? ''
  const { table } = lexiconOf(language)
  switch (slot.type) {
    case 'boolean':
      return english
        ? {
            any: [
              'yes',
              'yeah',
              'yep',
              'yes please',
              'yes it is',
              "that's right",
              'correct',
              'sure',
              'okay',
              'no',
              'nope',
              'no thanks',
              'no thank you',
              "that's wrong",
              'not right',
            ],
          }
        : { any: [...(table.roles.yes ?? '').split(' '), ...(table.roles.no ?? '').split(' ')] }
    case 'choice':
    case 'list': {
      if (isAskedFor(slot)) return listPhrases(slot, language, (field) => coreOf(field, language, nowMs, timezone))
      const options = optionsOf(slot, lexiconOf(language))
      const said = options.flatMap((option) => spokenOption(option, { language, nowMs, timezone }))
      const places = english
        ? ['first', 'second', 'third', 'fourth', 'fifth'].slice(0, options.length).map((nth) => `the ${nth} one`)
        : []
      const rest = english ? ['the last one', 'neither', 'none of them', 'none of these'] : [first(table.roles.neither)]
      return { any: [...new Set([...said, ...places, ...rest])] }
    }
    case 'integer':
    case 'number':
      return numberPhrases(slot.min ?? 0, slot.max ?? 100, language)
    case 'digits':
    case 'phone': {
      const single = Object.entries(table.numbers)
        .filter(([value]) => Number(value) < 10)
        .flatMap(([, list]) => list.split(' ').slice(0, 2))
      const digit: Phrases = { any: single }
      const repeated: Phrases[] = english ? [{ sequence: [{ any: ['double', 'triple'] }, digit] }] : []
      const most = slot.type === 'phone' ? 13 : (slot.length ?? slot.maxLength ?? 16)
      return { repeat: { any: [digit, ...repeated] }, min: 1, max: most }
    }
    case 'date':
      return dateNames(language)
    case 'time':
      return { sequence: [{ optional: { any: at(language) } }, hours(language)] }
    case 'datetime':
      return {
        any: [
          {
            sequence: [
              dateNames(language),
              { optional: { sequence: [{ optional: { any: at(language) } }, hours(language)] } },
            ],
          },
          { sequence: [{ optional: { any: at(language) } }, hours(language), { optional: dateNames(language) }] },
        ],
      }
    case 'duration':
      return {
        sequence: [
          numberPhrases(1, 60, language),
          {
            any: ['minute', 'hour', 'day', 'week'].flatMap((unit) =>
              (table.roles[unit as 'minute'] ?? '').split(' ').slice(0, 2),
            ),
          },
        ],
      }
    case 'money':
      return {
        sequence: [
          numberPhrases(0, 1000, language),
          { optional: { any: english ? ['pounds', 'dollars', 'euros', 'pence', 'cents'] : ['euro'] } },
        ],
      }
    case 'spelled':
    case 'postcode':
    case 'email': {
      const letters = [...new Set([...Object.keys(table.letters), ...Object.values(table.alphabet).map(first)])]
      const digit = Object.entries(table.numbers)
        .filter(([value]) => Number(value) < 10)
        .map(([, list]) => first(list))
      return { repeat: { any: [...letters, ...digit] }, min: 1, max: slot.type === 'postcode' ? 8 : 30 }
    }
    case 'name':
    case 'text':
    default:
      return { any: [] }
  }
}

function lead(language: string): Phrases {
  return lexiconOf(language).language === 'en'
    ? { any: ['um', 'uh', "it's", 'well', 'so', 'yes', "i'd like", 'can i have', 'make it', 'no'] }
    : { any: [] }
}

function tail(language: string): Phrases {
  return lexiconOf(language).language === 'en'
    ? { any: ['please', 'thanks', 'thank you', 'if possible', 'would be great'] }
    : { any: [] }
}

function at(language: string): readonly string[] {
  return lexiconOf(language).language === 'en'
    ? ['at', 'around', 'about', 'for']
    : (lexiconOf(language).table.roles['at-sign'] ?? '').split(' ')
}

function isEmpty(phrases: Phrases): boolean {
  return typeof phrases === 'object' && 'any' in phrases && phrases.any.length === 0
}

function collect(phrases: Phrases, words: Set<string>): void {
  if (typeof phrases === 'string') {
    for (const word of phrases.split(' ')) if (word) words.add(word)
  } else if ('any' in phrases) for (const one of phrases.any) collect(one, words)
  else if ('sequence' in phrases) for (const one of phrases.sequence) collect(one, words)
  else collect('optional' in phrases ? phrases.optional : phrases.repeat, words)
}
