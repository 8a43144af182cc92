import { mayBeFilled } from '../decide/model-answer.ts'
import type { ChoiceOption, Slot } from '../language/slot.ts'
import type { ModelUse } from '../language/state.ts'
import type { Decide } from '../machine/effect.ts'
import type { CallEvent } from '../machine/event.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm } from '../machine/timers.ts'

export type DecisionFinished = Extract<CallEvent, { type: 'decision.finished' }>

/** One closed question to the model: over options, and over slots that the same words may fill. */
export interface ModelQuestion {
  readonly question: string
  readonly options: Decide['options']
  readonly fills: readonly Slot[]
  /** A value of one of them is an answer by itself. */
  readonly suffice: boolean
}

/** Asks, and arms the budget. What the model is shown is what the flow declares; nothing that is secret is ever among it. */
export function askModel(scene: Scene, use: ModelUse, { question, options, fills, suffice }: ModelQuestion): void {
  const { visit, utterances, now, slots, utterance } = scene.context
  const shown = use.context.slots.filter((name) => mayBeShown(scene.flow.slots[name]))
  const open = shortened(fills.filter(mayBeFilled))
  const effect: Decide = {
    type: 'decide',
    id: `d${visit}.${utterances}.${now % 100_000}`,
    question,
    instructions: instructionsOf(scene.flow.persona ?? scene.project.persona, use),
    utterance,
    options,
    ...(open.length === 0 ? {} : { fills: { slots: open, suffice, nowMs: now, timezone: scene.flow.timezone } }),
    slots: Object.fromEntries(shown.map((name) => [name, slots[name] ?? null])),
    turns: use.context.turns,
    language: scene.language,
    deadline: now + use.budgetMs,
  }
  scene.patch({ awaiting: effect, settled: null })
  scene.emit(effect)
  arm(scene, 'decision', effect.deadline)
}

/** Who the model speaks for, and what it should bear in mind. */
function instructionsOf(persona: string | undefined, { instructions }: ModelUse): string {
  return [persona, instructions].filter((part) => part !== undefined).join('\n')
}

export function isAwaited({ event, context }: Scene<DecisionFinished>): boolean {
  return context.awaiting?.type === 'decide' && context.awaiting.id === event.id
}

/** The option, where it is one and the model is sure enough of it. */
export function chosenOption(
  { event: { outcome }, context: { awaiting } }: Scene<DecisionFinished>,
  use: ModelUse,
): string | null {
  const { option, confidence } = outcome
  const options = awaiting?.type === 'decide' ? awaiting.options : {}
  return option !== null && Object.hasOwn(options, option) && confidence >= use.confidence ? option : null
}

/** The question is over: with an option, or unsure. */
export function settle(scene: Scene, option: string | null): void {
  disarm(scene, 'decision', 'filler')
  scene.patch({ awaiting: null, settled: { ok: option !== null, code: option ?? 'unsure' } })
}

function mayBeShown(slot: Slot | undefined): boolean {
  return slot !== undefined && slot.sensitive !== 'pci'
}

/** What grammars and schemas read of a slot. */
const readOf: ReadonlySet<string> = new Set(
  `min max length minLength maxLength check range earliest latest region hint currency from label sensitive`.split(' '),
)
/** Of more options, all slots together, no other words are told: the snapshot stays small. */
const manyOptions = 12
const fewSynonyms = 2

/** What a grammar and a schema need to know of slots, and no more: it is in the snapshot until the model has answered. */
function shortened(slots: readonly Slot[]): readonly Slot[] {
  const count = slots.reduce((sum, { options = {} }) => sum + Object.keys(options).length, 0)
  const most = count > manyOptions ? 0 : fewSynonyms
  return slots.map((slot): Slot => {
    const { name, type, options, from } = slot
    const rest: Partial<Slot> = Object.fromEntries(Object.entries(slot).filter(([key]) => readOf.has(key)))
    if (options === undefined) return { ...rest, name, type, reject: [] }
    const told = Object.entries(options).map(([value, { synonyms }]): [string, ChoiceOption] => [
      value,
      // What a tool has found is known by its words alone.
      { synonyms: synonyms.slice(0, from === undefined ? most : 1) },
    ])
    return { ...rest, name, type, options: Object.fromEntries(told), reject: [] }
  })
}
