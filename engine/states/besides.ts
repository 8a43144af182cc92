import { commandNames, type CommandName } from '../language/flow.ts'
import { type ConfirmState, type DecideState, type GatherState } from '../language/state.ts'
import { isAskedFor } from '../answers/list/list-slot.ts'
import type { Besides, Listen } from '../machine/effect.ts'
import { commandAt, levelsOf } from '../machine/levels.ts'
import { listToHear } from '../machine/lists.ts'
import { isFilled } from '../machine/origins.ts'
import type { Scene } from '../machine/scene.ts'
import { commandWords } from '../patterns/command-words.ts'
import { slotsNamed } from './offered.ts'

/** A state that listens. */
export type ListeningState = GatherState | ConfirmState | DecideState

/** The request of a question that the knowledge has no answer to. */
export const unanswerable = 'question:other'

/** What may be meant here besides an answer; nothing where the state suppresses it, or there is none. */
export function besidesOf(state: ListeningState, scene: Scene, expected: readonly string[]): { besides?: Besides } {
  const isHeard = (name: CommandName): boolean =>
    commandAt(scene, name) !== null && (name !== 'faster' || scene.context.slower === true)
  const commands = state.commands ? commandNames.filter(isHeard) : []
  const interrupts = state.interrupts ? interruptsHere(scene) : {}
  const knowledge = state.knowledge ? knowledgeHere(scene) : []
  const filled = state.corrections ? correctable(scene, expected) : []
  const isNothing = commands.length + knowledge.length + filled.length === 0 && Object.keys(interrupts).length === 0
  return isNothing ? {} : { besides: { commands, interrupts, knowledge, filled } }
}

/** The flow's own object where all of it is heard: matchers remember the objects that they have seen. */
function interruptsHere(scene: Scene): Besides['interrupts'] {
  const { interrupted = {}, now, stack = [] } = scene.context
  const isOpen = ([name, { cooldownMs }]: readonly [string, { readonly cooldownMs: number }]): boolean =>
    !stack.some(({ because }) => because === `interrupt:${name}`) &&
    now >= (interrupted[`interrupt:${name}`] ?? -Infinity) + cooldownMs
  const levels = levelsOf(scene).map(({ flow }) => flow.interrupts)
  const own = levels[0] ?? {}
  const all = levels.length === 1 ? own : Object.assign({}, ...levels.toReversed())
  const open = Object.entries(all as typeof own).filter(isOpen)
  return open.length === Object.keys(own).length && levels.length === 1 ? own : Object.fromEntries(open)
}

function knowledgeHere(scene: Scene): Besides['knowledge'] {
  const [own = [], ...outer] = levelsOf(scene).map(({ flow }) => flow.knowledge)
  return outer.every((entries) => entries.length === 0) ? own : [own, ...outer].flat()
}

/** Filled slots that a gather owns and that are not asked for just now, the one filled last first. */
function correctable(scene: Scene, expected: readonly string[]): Besides['filled'] {
  const names = Object.entries(scene.context.slots)
    .filter(([name, value]) => isFilled(value) && !expected.includes(name) && ownerOf(scene, name) !== null)
    .map(([name]) => name)
    .toReversed()
  return names.length === 0
    ? []
    : slotsNamed(names, scene).map((slot) => (isAskedFor(slot) ? listToHear(scene, slot, 'edit') : slot))
}

/** The gather that asks for a slot. */
export function ownerOf(scene: Scene, slot: string): string | null {
  for (const state of Object.values(scene.flow.states))
    if (state.kind === 'gather' && state.slots.includes(slot)) return state.name
  return null
}

/** So few entries are all shown: nothing needs to be found among them. */
const shownWhole = 12

/** What a model may choose here besides an answer: as much of it as fits a small snapshot. */
export function besideOptions(
  scene: Scene,
  listen: Listen,
): Readonly<Record<string, { readonly means: string; readonly examples: readonly string[] }>> {
  const { besides } = listen
  if (besides === undefined) return {}
  const heard = scene.event.type === 'turn.ended' ? (scene.event.besides ?? {}) : {}
  const words = besides.commands.map(
    (name) => [`command:${name}`, { means: commandWords('en')[name].means, examples: [] }] as const,
  )
  const interrupts = Object.entries(besides.interrupts)
    .slice(0, 6)
    .map(([name, { means, examples }], _, all) => {
      const told = all.length > 3 ? [] : examples.slice(0, 2)
      return [`interrupt:${name}`, { means, examples: told }] as const
    })
  const few = besides.knowledge.length <= shownWhole ? besides.knowledge.map(({ id }) => id) : []
  const entries = [...new Set([...Object.keys(heard.knowledge ?? {}), ...few])].flatMap((id) => {
    const [first = '', ...others] = besides.knowledge.find((one) => one.id === id)?.questions ?? []
    return [
      [`knowledge:${id}`, { means: `asks: ${first}`, examples: few.length > 0 ? others.slice(0, 1) : [] }] as const,
    ]
  })
  const other =
    besides.knowledge.length === 0
      ? []
      : [[unanswerable, { means: 'asks a question that none of these is', examples: [] }] as const]
  return Object.fromEntries([...words, ...interrupts, ...entries, ...other])
}
