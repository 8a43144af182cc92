import type { Answer, AnswerContext, Hypothesis } from '../answers/answer.ts'
import { namesItem, type ListMoves } from '../answers/list/list-moves.ts'
import { is, lexiconOf } from '../answers/lexicon.ts'
import { parse } from '../answers/parse.ts'
import { tokenize } from '../answers/tokens.ts'
import { matchExamples } from '../decide/match.ts'
import { normalise } from '../decide/normalise.ts'
import { splitRequests } from '../decide/requests.ts'
import { createKnowledge, type Knowledge } from '../knowledge/knowledge.ts'
import type { KnowledgeEntry } from '../language/flow.ts'
import type { Slot, SlotType } from '../language/slot.ts'
import type { Besides, Listen } from '../machine/effect.ts'
import type { HeardBesides } from '../machine/event.ts'
import { withoutPhrases, wordsOf } from '../turns/said-words.ts'
import { commandScores } from './commands.ts'
import { contextOf, type Moment } from './in-context.ts'

/** From here on an example decides by itself. A command takes the floor from an answer, so that it must be surer. */
export const surely = { command: 0.8, interrupt: 0.7, knowledge: 0.7 } as const

/** The very words of an example, hesitations and politeness aside. */
export const exactly = 1
/** Below this nothing speaks for it. */
const worthTelling = 0.1
/** Below what decides by itself. */
const notSure = 0.65
/**
 * A model chooses among a few. On questions that never changed the index, what is asked is among the 12 best for 45 and 77 of
 * 100, and among the 5 best for 26 and 60 (`npm run bench -- knowledge`).
 */
const mostEntries = 12

/** The "yes" or "no" that a confirm waits for. */
const yesOrNoName = '$yes'

/** Any words are a value of these, or those that take something back: only who names the slot corrects it. */
const onlyByName: ReadonlySet<SlotType> = new Set(['text', 'name', 'spelled', 'email', 'list', 'boolean'])

/** What the words may be besides an answer, which is what `answers` read in them; null where nothing else is heard. */
export function heardBesides(
  hypotheses: readonly Hypothesis[],
  listen: Listen,
  moment: Moment,
  answers: Readonly<Record<string, Answer>>,
): HeardBesides | null {
  const { besides, bargein } = listen
  const text = hypotheses[0]?.text ?? ''
  if (besides === undefined || text === '') return null
  const words = wordsOf(text)
  const always = withoutPhrases(words, bargein.always.map(wordsOf)).length < words.length
  const scores = scoresOf(text, besides, listen.language)
  const { corrections, named } = correctionsIn(hypotheses, listen, besides.filled, moment, answers)
  const requests = requestsIn(text, besides, listen.language)
  return {
    ...(always ? { always: true } : {}),
    ...present('commands', scores.command),
    ...present('interrupts', scores.interrupt),
    ...present('knowledge', scores.knowledge),
    ...present('corrections', corrections),
    ...(named ? { named: true } : {}),
    ...(besides.knowledge.length + Object.keys(besides.interrupts).length > 0 ? { open: true } : {}),
    ...(requests.length === 0 ? {} : { requests }),
  }
}

type Scores = Readonly<Record<'command' | 'interrupt' | 'knowledge', Readonly<Record<string, number>>>>

function scoresOf(text: string, besides: Besides, language: string): Scores {
  const { interrupts, knowledge } = besides
  return withoutLikenesses({
    command: best(commandScores(text, besides.commands, language), besides.commands.length),
    interrupt: best(Object.keys(interrupts).length === 0 ? {} : matchExamples(text, interrupts), 8),
    knowledge: best(answersFor(text, knowledge, language), mostEntries),
  })
}

/** A caller who says somebody's exact words does not mean what only resembles them: "how do I find you" is no "let me find it". */
function withoutLikenesses(scores: Scores): Scores {
  const isExact = Object.values(scores).some((kind) => Object.values(kind).some((score) => score === exactly))
  if (!isExact) return { ...scores, command: notOutdone(scores) }
  const sure = (kind: Scores['command']): Scores['command'] =>
    Object.fromEntries(Object.entries(kind).filter(([, score]) => score === exactly))
  return { command: sure(scores.command), interrupt: sure(scores.interrupt), knowledge: sure(scores.knowledge) }
}

/** A command goes before what else is asked for, but not before what is surely asked for, and is the likelier. */
function notOutdone({ command, interrupt, knowledge }: Scores): Scores['command'] {
  const sure = [
    ...Object.values(interrupt).filter((score) => score >= surely.interrupt),
    ...Object.values(knowledge).filter((score) => score >= surely.knowledge),
  ]
  return Object.fromEntries(Object.entries(command).filter(([, score]) => sure.every((other) => other <= score)))
}

/** Of requests in one breath, beside each other or an answer, what each is, where it is known. One alone is none here. */
function requestsIn(text: string, besides: Besides, language: string): string[] {
  const parts = splitRequests(text, language, 'anything')
  if (parts.length < 2) return []
  const known = parts.flatMap((part) => {
    const scores = scoresOf(part, besides, language)
    const [first] = (['command', 'interrupt', 'knowledge'] as const)
      .flatMap((kind) =>
        Object.entries(scores[kind]).map(([name, score]) => ({ code: `${kind}:${name}`, score, enough: surely[kind] })),
      )
      .filter(({ score, enough }) => score >= enough)
      .sort((a, b) => b.score - a.score)
    return first === undefined ? [] : [first.code]
  })
  return [...new Set(known)]
}

function correctionsIn(
  hypotheses: readonly Hypothesis[],
  listen: Listen,
  filled: readonly Slot[],
  moment: Moment,
  answers: Readonly<Record<string, Answer>>,
): { readonly corrections: Readonly<Record<string, Answer>>; readonly named: boolean } {
  if (filled.length === 0) return { corrections: {}, named: false }
  const { language } = listen
  const text = hypotheses[0]?.text ?? ''
  const lexicon = lexiconOf(language)
  const takesBack = tokenize(text, lexicon).some((token) => is(token, 'correction') || is(token, 'no'))
  const said = new Set(contentOf(text))
  const isNamed = (slot: Slot): boolean => namesOf(slot).some((word) => said.has(word))
  const asksForNamed = listen.slots.some(isNamed)
  const named = asksForNamed ? [] : filled.filter(isNamed)
  const meant = named.length > 0 ? named : takesBack ? filled.filter(({ type }) => !onlyByName.has(type)) : []
  const readings = meant.flatMap((slot): [string, Answer][] => {
    const context = contextOf(slot, listen, moment)
    const reading = parse(hypotheses, context)
    if (reading.value === null || (slot.soFar !== undefined && !named.includes(slot))) return []
    const isOfAnswer =
      isAnswer(reading, hypotheses, context, answers) || isTakenBack(reading, text, listen, moment, answers)
    return named.length === 0 && isOfAnswer ? [] : [[slot.name, reading]]
  })
  readings.push(...listEdits(hypotheses, listen, filled, moment))
  return { corrections: Object.fromEntries(readings), named: named.length > 0 && readings.length > 0 }
}

/**
 * Words are counted once. What was read back may be put right by them, and then they are about nothing else: "no, forty pounds" is no
 * year of birth. Where something is asked for, they put right no more than what they say in full: "no wait, forty" neither.
 */
function isAnswer(
  { spans }: Answer,
  hypotheses: readonly Hypothesis[],
  { stands, ...fresh }: AnswerContext,
  answers: Readonly<Record<string, Answer>>,
): boolean {
  const others = Object.entries(answers).filter(([name, { value }]) => name !== yesOrNoName && value !== null)
  const isShared = others.some(([, other]) => spans.some(([a, b]) => other.spans.some(([c, d]) => a < d && c < b)))
  if (!isShared || yesOrNoName in answers) return isShared
  return stands !== undefined && parse(hypotheses, fresh).value === null
}

/** "Twelve pounds, no, thirteen": before the answer stands what it takes the place of, which puts right nothing else. */
function isTakenBack(
  { spans: [span] }: Answer,
  text: string,
  listen: Listen,
  moment: Moment,
  answers: Readonly<Record<string, Answer>>,
): boolean {
  if (span === undefined) return false
  const words = text.trim().split(/\s+/)
  return listen.slots.some((slot) => {
    const answer = answers[slot.name]
    const isBefore = answer !== undefined && answer.value !== null && answer.spans.every(([from]) => span[1] <= from)
    const said = [{ text: words.slice(...span).join(' '), confidence: 1 }]
    return isBefore && parse(said, contextOf(slot, listen, moment)).value !== null
  })
}

/** What is taken off a list, or put right in it, by the name of what is on it: nobody need name the list. */
function listEdits(
  hypotheses: readonly Hypothesis[],
  listen: Listen,
  filled: readonly Slot[],
  moment: Moment,
): [string, Answer][] {
  return filled
    .filter(({ soFar }) => soFar !== undefined)
    .flatMap((slot): [string, Answer][] => {
      const reading = parse(hypotheses, contextOf(slot, listen, moment))
      return reading.value !== null && namesItem(reading.value as unknown as ListMoves) ? [[slot.name, reading]] : []
    })
}

/** "party_size" and "number of guests" are named by "party", "size" and "guests". */
function namesOf({ name, hint }: Slot): string[] {
  return contentOf(`${name.replaceAll('_', ' ')} ${hint ?? ''}`)
}

function contentOf(text: string): string[] {
  return normalise(text)
    .words.filter(({ content }) => content === 1)
    .map(({ stem }) => stem)
    .filter((word) => word.length > 2 && !tooGeneral.has(word))
}

/** In every other hint, and about no slot in particular. */
const tooGeneral: ReadonlySet<string> = new Set(['number', 'name', 'day', 'time', 'date', 'code'])

const indexes = new WeakMap<object, Knowledge>()

/** Entries belong to a checked flow and never change: they are read once. */
function knowledgeOf(entries: readonly KnowledgeEntry[], language: string): Knowledge {
  const known = indexes.get(entries)
  if (known !== undefined) return known
  const knowledge = createKnowledge(entries, language)
  indexes.set(entries, knowledge)
  return knowledge
}

/** The best few, for a model to choose among; only the one that is surely asked for reaches what decides by itself. */
function answersFor(
  text: string,
  entries: readonly KnowledgeEntry[],
  language: string,
): Readonly<Record<string, number>> {
  if (entries.length === 0) return {}
  const knowledge = knowledgeOf(entries, language)
  const likely = knowledge
    .retrieve(text, mostEntries)
    .map(({ id, score }) => [id, Math.max(worthTelling, Math.min(score, notSure))] as const)
  const asked = knowledge.answer(text)
  const sure = typeof asked === 'object' ? { [asked.id]: Math.max(asked.confidence, surely.knowledge) } : {}
  return { ...Object.fromEntries(likely), ...sure }
}

function best(scores: Readonly<Record<string, number>>, most: number): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(scores)
      .filter(([, score]) => score >= worthTelling)
      .sort((a, b) => b[1] - a[1])
      .slice(0, most),
  )
}

function present(name: string, record: object): object {
  return Object.keys(record).length === 0 ? {} : { [name]: record }
}
