import type { Json } from './json.ts'
import type { Expression } from './value.ts'

/** Words to speak. Variants alternate and never repeat twice running. */
export interface Prompt {
  /** In the flow's own language. */
  readonly variants: readonly Template[]
  /** In other languages, by BCP 47 tag. */
  readonly languages?: Readonly<Record<string, readonly Template[]>>
  /** A sound file, relative to the flow, played instead; the variants are its words, said where it cannot be played. */
  readonly audio?: string
  /** The variants are SSML. */
  readonly ssml?: boolean
  /** Instead of words: keys, sent as tones. */
  readonly press?: Template
  /** While this is said, instead of the state's policy. */
  readonly bargein?: BargeIn
}

/** Text with `{{ expression | filter }}` in it, as parts in order. */
export type Template = readonly (string | { readonly expression: Expression; readonly filters: readonly Filter[] })[]
export interface Filter {
  readonly name: string
  readonly args: readonly Json[]
}

/** One attempt of a `noinput` or `nomatch` ladder. The index is the attempt; the last one routes. */
export interface Rung {
  readonly say?: Prompt
  /** Of a built-in rung of a gather: what is said instead where only this slot is missing. */
  readonly narrow?: Readonly<Record<string, Prompt>>
  readonly repeat?: boolean
  readonly to?: string
}

/** Barge-in policy of a state. `mode: off` means that what is said meanwhile is neither recognised nor kept. */
export interface BargeIn {
  readonly mode: 'speech' | 'hotword' | 'off'
  readonly minWords: number
  readonly minMs: number
  /** Words that do not interrupt: "mhm". */
  readonly ignore: readonly string[]
  /** Words that interrupt at once: "stop". */
  readonly always: readonly string[]
}

export interface Keypad {
  /** Which slot the keys fill; the first that the state gathers unless said. */
  readonly slot?: string
  readonly max?: number
  readonly terminator: string
  readonly interDigitMs: number
}

/** Spoken while a tool or a decision is awaited. In order; the last one goes on. */
export interface Filler {
  readonly afterMs: number
  readonly say: readonly Prompt[]
  readonly everyMs: number
}
