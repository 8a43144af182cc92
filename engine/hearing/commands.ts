import { is, lexiconOf } from '../answers/lexicon.ts'
import { tokenize } from '../answers/tokens.ts'
import { matchExamples } from '../decide/match.ts'
import { normalise } from '../decide/normalise.ts'
import type { CommandName } from '../language/flow.ts'
import { commandWords } from '../patterns/command-words.ts'

/**
 * How well the words fit each command that is offered, 0–1. A command is all that a caller says: "stop" is one, and "I want to
 * stop by on Friday" is not, so that words that none of its examples has take from it what they weigh.
 */
export function commandScores(
  text: string,
  offered: readonly CommandName[],
  language: string,
): Readonly<Record<string, number>> {
  if (offered.length === 0) return {}
  const commands = commandWords(language)
  const scores = matchExamples(text, commands)
  const said = contentOf(withoutAssent(text, language))
  return Object.fromEntries(
    offered.map((name) => [name, (scores[name] ?? 0) * shareOf(said, vocabularyOf(commands[name].examples))]),
  )
}

/** "Yes, operator" asks for the operator. */
function withoutAssent(text: string, language: string): string {
  return tokenize(text, lexiconOf(language))
    .filter((token) => !(['yes', 'assent', 'no', 'filler', 'correction'] as const).some((role) => is(token, role)))
    .map((token) => token.text)
    .join(' ')
}

function shareOf(said: readonly string[], known: ReadonlySet<string>): number {
  return said.length === 0 ? 1 : said.filter((word) => known.has(word)).length / said.length
}

const vocabularies = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Examples belong to a table and never change: they are read once. */
function vocabularyOf(examples: readonly string[]): ReadonlySet<string> {
  const read = vocabularies.get(examples) ?? new Set(examples.flatMap(contentOf))
  vocabularies.set(examples, read)
  return read
}

function contentOf(text: string): string[] {
  return normalise(text)
    .words.filter(({ content }) => content === 1)
    .map(({ stem }) => stem)
}
