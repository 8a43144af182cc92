import { keywordsFor, phrasesFor, phrasesForAll } from '../../../engine/answers/expect.ts'
import type { Phrases } from '../../../engine/answers/phrases.ts'
import type { Listen } from '../../../engine/machine/effect.ts'
import type { WordsStream } from '../../speech/words.ts'
import type { Moment } from '../../../engine/hearing/in-context.ts'

/** What a recogniser is told of a question: its grammar, and the words that are likely. */
export function expectedWords(listen: Listen, moment: Moment): Parameters<WordsStream['expect']>[0] {
  return {
    phrases: phrasesOf(listen, moment),
    keywords: keywordsOf(listen, moment),
    language: listen.language,
    types: [...new Set(listen.slots.map(({ type }) => type))],
  }
}

/** The grammar of all that is expected: each slot's alone, and several slots in one breath. */
function phrasesOf(listen: Listen, { nowMs, timezone }: Moment): Phrases {
  const { language } = listen
  const yesOrNo = listen.slots.filter(({ type }) => type === 'boolean')
  const values = listen.slots.filter(({ type }) => type !== 'boolean')
  return {
    any: [
      ...yesOrNo.map((slot) => phrasesFor(slot, language, nowMs, timezone)),
      phrasesForAll(values, language, nowMs, timezone),
      ...Object.values(listen.options).flatMap(({ examples }) => examples),
    ],
  }
}

function keywordsOf(listen: Listen, { nowMs, timezone }: Moment): string[] {
  const keywords = [
    ...listen.slots.flatMap((slot) => keywordsFor(slot, listen.language, nowMs, timezone)),
    ...Object.values(listen.options).flatMap(({ examples }) => examples),
  ]
  return [...new Set(keywords)]
}
