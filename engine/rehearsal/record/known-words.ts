import { fold } from '../../answers/fold.ts'
import { lexiconOf } from '../../answers/lexicon.ts'
import { relatedGroups } from '../../decide/related-words.ts'
import { callersOwn, fillers, negations, ours, questionWords, stopWords } from '../../decide/small-words.ts'
import { stem } from '../../decide/stem.ts'
import type { Flow } from '../../language/flow.ts'
import type { Json } from '../../language/json.ts'
import { ordinaryWords } from './ordinary-words.ts'

/** Words that tell nothing of who says them: the flow's own, those of its language's table, and what anybody says. */
export class KnownWords {
  readonly #own = new Set<string>()
  readonly #stems = new Set<string>()
  readonly #languages: readonly string[]

  constructor(flow: Flow) {
    this.#languages = [flow.language, ...flow.languages]
    for (const text of textsOf(flow as unknown as Json))
      for (const [word] of text.matchAll(/[\p{L}\p{M}]+/gu)) {
        const plain = fold(word)
        this.#own.add(plain)
        this.#stems.add(stem(plain))
      }
  }

  has(word: string): boolean {
    const plain = fold(word)
    if (this.#own.has(plain) || ordinaryWords.has(plain) || isSmall(plain.replaceAll("'", ''))) return true
    const root = stem(plain)
    if (this.#stems.has(root) || relatedGroups(root).length > 0) return true
    const parts = plain.split("'")
    if (parts.length > 1 && parts.every((part) => part.length < 3 || this.has(part))) return true
    return this.#languages.some((language) => {
      const lexicon = lexiconOf(language)
      return lexicon.isNoise(plain) || lexicon.look(plain) !== lexicon.none
    })
  }
}

function isSmall(word: string): boolean {
  return [fillers, stopWords, questionWords, callersOwn, ours, negations].some((list) => list.has(word))
}

function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(textsOf)
  return value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([key, one]) => [key, ...textsOf(one)])
}
