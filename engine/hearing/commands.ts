import { is, lexiconOf } from '../answers/lexicon.ts'
import { tokenize } from '../answers/tokens.ts'
import { matchExamples } from '../decide/match.ts'
import { normalise, type Word } from '../decide/normalise.ts'
import { questionWords } from '../decide/small-words.ts'
import type { CommandName } from '../language/flow.ts'
import { commandWords } from '../patterns/command-words.ts'
import { ownActs } from './own-acts.ts'

/**
 * How well the words fit each command that is offered, 0–1. A command is all that a caller says: "stop" is one, and "I want to
 * stop by on Friday" is not, so that words that none of its examples has take from it what they weigh. So does a word that tells
 * what was ("they stopped") or what somebody else does ("we will wait"): a command is an order to us.
 */
export function commandScores(
  text: string,
  offered: readonly CommandName[],
  language: string,
): Readonly<Record<string, number>> {
  if (offered.length === 0) return {}
  const commands = commandWords(language)
  const scores = matchExamples(text, commands)
  // "Wait" alone is no "no, wait, it is …".
  const [said = []] = [withoutAssent(text, language), text].map(wordsOf).filter((words) => words.length > 0)
  const own = ownActs(text, language)
  const isCallers = own.size > 0 || speaksOfSelf.test(text)
  return Object.fromEntries(
    offered.map((name) => {
      // Its very words are it, however a language ties words together ("j'ai besoin d'aide").
      if (scores[name] === 1) return [name, 1]
      const share = shareOf(said, name === 'operator' ? none : own, isCallers, vocabularyOf(commands[name].examples))
      return [name, (scores[name] ?? 0) * share]
    }),
  )
}

/** To speak with a person is what the caller does: "I'll talk to the agent" asks for it. */
const none: ReadonlySet<string> = new Set()

/** "Yes, operator" asks for the operator. */
function withoutAssent(text: string, language: string): string {
  return tokenize(text, lexiconOf(language))
    .filter((token) => !(['yes', 'assent', 'no', 'filler', 'correction'] as const).some((role) => is(token, role)))
    .map((token) => token.text)
    .join(' ')
}

/** The part of what was said that belongs to a command, by weight. */
function shareOf(
  said: readonly Word[],
  own: ReadonlySet<string>,
  isCallers: boolean,
  { forms, orders, callers }: Vocabulary,
): number {
  const isKnown = (word: Word): boolean =>
    (forms.has(word.said) || !isPast(word)) &&
    ((orders.has(word.stem) && !own.has(word.said)) || (isCallers && callers.has(word.stem)))
  const [all, known] = [said, said.filter(isKnown)].map((some) => some.reduce((sum, { content }) => sum + content, 0))
  return all === 0 ? 1 : known! / all!
}

/** What has been is no order: "the postman came" is not "come again". */
function isPast({ said, stem }: Word): boolean {
  return !said.startsWith(stem) || (said.endsWith('ed') && stem !== said)
}

/** "Let me look" asks for time, "could you look" and "let's look" do not. */
const speaksOfSelf = /\b(?:let me|(?:i|ill) (?:need|have|must|want|got)|ive got|gotta)\b/iu

interface Vocabulary {
  /** As they stand in its examples: "speed" is no past. */
  readonly forms: ReadonlySet<string>
  readonly orders: ReadonlySet<string>
  /** What the caller does, by its examples: "I need to look it up". */
  readonly callers: ReadonlySet<string>
}

const vocabularies = new WeakMap<readonly string[], Vocabulary>()

/** Examples belong to a table and never change: they are read once. */
function vocabularyOf(examples: readonly string[]): Vocabulary {
  const known = vocabularies.get(examples)
  if (known !== undefined) return known
  const stems = (texts: readonly string[]): ReadonlySet<string> =>
    new Set(texts.flatMap((text) => wordsOf(text).map(({ stem }) => stem)))
  const isCallers = (text: string): boolean => /^(?:i need to|let me)\b/iu.test(text)
  const read = {
    forms: new Set(examples.flatMap((text) => wordsOf(text).map(({ said }) => said))),
    orders: stems(examples.filter((text) => !isCallers(text))),
    callers: stems(examples.filter(isCallers)),
  }
  vocabularies.set(examples, read)
  return read
}

/** Those that carry meaning, and what is asked for: "where would we find her" is not "let me find it". */
function wordsOf(text: string): Word[] {
  return normalise(text).words.filter(({ said, content }) => content === 1 || questionWords.has(said))
}
