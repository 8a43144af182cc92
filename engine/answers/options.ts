import type { Slot } from '../language/slot.ts'
import type { Lexicon } from './lexicon.ts'
import { tokenize } from './tokens.ts'

/** One way to say an option. */
export interface OptionPhrase {
  readonly words: readonly string[]
  readonly text: string
}

/** One option, ready to be found in words. */
export interface PreparedOption {
  readonly value: string
  readonly phrases: readonly OptionPhrase[]
  /** Clock time and day, where the option is one: "2026-10-09T19:00:00+01:00". */
  readonly clock: string | undefined
  readonly day: string | undefined
}

/** A slot's options, cut into words once a slot and language. */
export function optionsOf(slot: Slot, lexicon: Lexicon): readonly PreparedOption[] {
  const options = slot.options ?? {}
  const known = prepared.get(options)
  if (known?.lexicon === lexicon) return known.list
  const list = Object.entries(options).map(([value, option]) => {
    const texts = [...new Set([value.replaceAll('_', ' '), ...option.synonyms])]
    const stamp = texts
      .map((text) => /^(?:(\d{4}-\d\d-\d\d)T?)?(?:(\d\d:\d\d)(?::\d\d.*)?)?$/.exec(text))
      .find((match) => match?.[0])
    const phrases = texts.map((text) => ({ text, words: tokenize(text, lexicon).map((token) => token.text) }))
    return { value, phrases: phrases.filter((phrase) => phrase.words.length > 0), clock: stamp?.[2], day: stamp?.[1] }
  })
  prepared.set(options, { lexicon, list })
  return list
}

const prepared = new WeakMap<object, { readonly lexicon: Lexicon; readonly list: readonly PreparedOption[] }>()
