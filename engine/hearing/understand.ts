import type { Answer, AnswerContext, AnswerState, Hypothesis } from '../answers/answer.ts'
import { readKeys } from '../answers/keypad.ts'
import { parse } from '../answers/parse.ts'
import { matchExamples } from '../decide/match.ts'
import type { Slot } from '../language/slot.ts'
import type { Listen } from '../machine/effect.ts'
import type { HeardBesides, TurnEnded } from '../machine/event.ts'
import type { Heard } from '../turns/interruption.ts'
import { hesitation } from '../turns/hesitation.ts'
import { wordsOf } from '../turns/said-words.ts'
import { heardBesides } from './besides.ts'
import { boundedWords } from './bounded-words.ts'
import { namesBeside } from './names-beside.ts'
import { contextOf, type Moment } from './in-context.ts'
import { twoCodes } from './two-codes.ts'

/** What the caller's words mean to what is expected of them. */
export interface Understood {
  readonly hypotheses: readonly Hypothesis[]
  readonly readings: Readonly<Record<string, Answer>>
  readonly matches: Readonly<Record<string, number>>
  /** What else the words may mean; absent where nothing is heard besides an answer. */
  readonly besides?: HeardBesides
  /** Something secret was asked for, or said once more. */
  readonly secret?: true
  readonly heard: Heard
}

/** An option whose examples fit so well cannot become another one by more words. */
const exact = 0.99
/** … and one that fits so well may be all that is to come. */
const likely = 0.7

/** Reads words by the grammars of the slots that are expected, and matches them with the options that are. */
export function understand(said: readonly Hypothesis[], listen: Listen, moment: Moment): Understood {
  const hypotheses = boundedWords(said)
  const inContext = (slot: Slot): AnswerContext => contextOf(slot, listen, moment)
  const each = Object.fromEntries(listen.slots.map((slot) => [slot.name, parse(hypotheses, inContext(slot))]))
  const codes = { ...each, ...twoCodes(listen.slots, hypotheses, each, inContext) }
  const readings = { ...codes, ...namesBeside(listen.slots, hypotheses, codes, inContext) }
  const best = hypotheses[0]?.text ?? ''
  const matches = Object.keys(listen.options).length === 0 ? {} : matchExamples(best, listen.options)
  const words = wordsOf(best)
  const types = listen.slots.map(({ type }) => type)
  const heard: Heard = {
    words,
    answer: progress(listen, readings, matches),
    hesitation: hesitation(words, listen.language, types),
    echo: false,
  }
  const besides = heardBesides(hypotheses, listen, moment, readings)
  // Said again where nobody asks for it, it is as secret as it was.
  const isSaidAgain = (slot: Slot): boolean => isSecretSlot(slot) && parse(hypotheses, inContext(slot)).value !== null
  const isSecret = listen.slots.some(isSecretSlot) || (listen.besides?.filled.some(isSaidAgain) ?? false)
  return {
    hypotheses,
    readings,
    matches,
    ...(besides === null ? {} : { besides }),
    ...(isSecret ? { secret: true } : {}),
    heard,
  }
}

/** Itself, or something in a list. */
function isSecretSlot({ sensitive, of = {}, item }: Slot): boolean {
  return sensitive === 'pci' || Object.values(of).some(isSecretSlot) || (item !== undefined && isSecretSlot(item))
}

/** What of it is committed: an old log folds alike after a grammar has changed. */
export function told({ hypotheses, readings, matches, besides, secret }: Understood): Omit<TurnEnded, 'type' | 'at'> {
  return {
    hypotheses,
    readings,
    matches,
    ...(besides === undefined ? {} : { besides }),
    ...(secret === undefined ? {} : { secret }),
  }
}

/** Reads the keys pressed so far for this answer. */
export function understandKeys(keys: string, listen: Listen, moment: Moment): Readonly<Record<string, Answer>> {
  return Object.fromEntries(
    listen.slots.map((slot) => [slot.name, readKeys(keys, slot, contextOf(slot, listen, moment))]),
  )
}

/**
 * How far the words are an answer to everything that is asked: complete only when nothing that is asked is left out. A
 * "no" that may be followed by what it should be instead is not complete either.
 */
function progress(
  listen: Listen,
  readings: Readonly<Record<string, Answer>>,
  matches: Readonly<Record<string, number>>,
): AnswerState | null {
  const best = Math.max(0, ...Object.values(matches))
  if (best >= exact) return 'closed'
  if (best >= likely) return 'open'
  const yes = readings['$yes']
  if (yes?.state === 'closed' && (yes.value === true || listen.slots.length === 1)) return 'closed'
  if (yes?.state === 'closed') return 'open'
  const states = Object.values(readings).map(stateOf)
  if (states.length === 0) return Object.keys(listen.options).length > 0 ? 'none' : null
  if (yes === undefined && states.every((state) => state === 'closed')) return 'closed'
  if (states.some((state) => state === 'closed' || state === 'open')) return 'open'
  return states.includes('partial') ? 'partial' : 'none'
}

/** A whole value that is only doubted does not grow: the caller has said it, and will be asked again. */
function stateOf({ state, part, alternatives }: Answer): AnswerState {
  const [first] = alternatives
  const isWhole = state === 'partial' && part !== undefined && JSON.stringify(part) === JSON.stringify(first)
  return isWhole ? 'open' : state
}
