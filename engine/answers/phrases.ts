/**
 * What callers may say, as a regular expression over words: for recognisers that want a grammar, and for word lists.
 * A string is one or more words said in order; `any` is one of them; `sequence` is all in order; `optional` may be left
 * out; `repeat` is said at least `min` and at most `max` times.
 */
export type Phrases =
  | string
  | { readonly any: readonly Phrases[] }
  | { readonly sequence: readonly Phrases[] }
  | { readonly optional: Phrases }
  | { readonly repeat: Phrases; readonly min: number; readonly max: number }
