import { assents, fillers } from './small-words.ts'

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u))
const phrases = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split(/\s*,\s*/u)
    .map((phrase) => phrase.split(' '))

/** What a question begins with that "yes" and "no" are no answer to. English, Spanish, German, French and Polish together. */
const openers = list(`
  what whats where wheres when whens who whos whose how hows why which
  donde adonde cuando cuanto cuanta cuantos cuantas cual cuales
  wo wann wie warum wieso welche welcher welches wer wieviel
  quand comment combien pourquoi quel quelle quels quelles
  kiedy gdzie dlaczego ile
`)

/** They begin as questions do, and suggest something, or ask to do it: "how do I return this". */
const suggestions = phrases(
  `what about, how about, what if, why dont, why not, how do i, how do we, how can i, how can we, how could i, how would i,
  wie ware, wie wars, wie kann ich, por que no, como puedo, et si, pourquoi pas, comment je`,
)

/** "When I came back", "what I want": a clause, whose subject follows at once. */
const subjects = list(
  'i im ive id ill we weve were he she it they you the my our yo ich wir er sie es mein unser je j nous il elle mon ma notre ja my',
)

/** "And where is the lift": what stands before a question. */
const before = list('and but so then und aber y pero et mais a ale i excuse me')

/**
 * Whether words ask what, where or how, rather than answer, accept or ask to do something: "where can I drop my bags"
 * does, "drop it" and "could you drop it" do not. `words` are folded, in order.
 */
export function isOpenQuestion(words: readonly string[]): boolean {
  const start = words.findIndex((word) => !before.has(word) && !assents.has(word) && !fillers.has(word))
  if (start === -1 || !openers.has(words[start]!)) return false
  const next = words[start + 1]
  if (next === undefined || subjects.has(next)) return false
  return !suggestions.some((phrase) => phrase.every((word, i) => words[start + i] === word))
}
