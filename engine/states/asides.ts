import { isAskedFor } from '../answers/list/list-slot.ts'
import type { CommandName } from '../language/flow.ts'
import type { Slot } from '../language/slot.ts'
import type { JsonObject } from '../language/json.ts'
import type { TurnEnded } from '../machine/event.ts'
import { openList } from '../machine/lists.ts'
import { commandAt, entryAt, interruptAt, sceneAt } from '../machine/levels.ts'
import type { Node, Transition } from '../machine/node.ts'
import { clearComputed } from '../machine/origins.ts'
import { clearSlots } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { hush, say, sayText } from '../machine/prompts.ts'
import { disarmAll } from '../machine/timers.ts'
import { phrase } from '../patterns/phrases.ts'
import { ended } from './failed.ts'
import { unanswerable, type ListeningState } from './besides.ts'
import { hear, speakAndHear, yesOrNo } from './expectation.ts'
import type { Question } from './question.ts'

/** So far back a caller can go. */
const longestTrail = 6

/** Where the call was asked something, for `goback`: kept only where a caller can go back. */
export function leaveTrail(scene: Scene, state: string): void {
  if (commandAt(scene, 'goback') === null) return
  const { trail = [] } = scene.context
  if (trail.at(-1) !== state) scene.patch({ trail: [...trail, state].slice(-longestTrail) })
}

/**
 * What is done besides the question, one request after the other, and then back to it:
 *
 *     serving ──► answering (knowledge) ──► serving
 *        │  └───► away (a flow) ──resumed──► serving, or asking, restating, quietly
 *        └► asking
 */
export function asidePhases(
  state: ListeningState,
  question: Question,
  spoken: (to: string, brokenInto?: string) => NonNullable<Node['on']>,
  common: NonNullable<Node['on']>,
  silent: (scene: Scene) => void,
): Record<string, Node> {
  const next = ({ context }: Scene): string => context.queue?.[0] ?? ''
  const delivery = { purpose: 'prompt', bargein: state.bargein } as const
  return {
    serving: {
      always: [
        {
          why: 'a question in passing',
          when: (scene) => next(scene).startsWith('knowledge:'),
          to: '.answering',
        },
        {
          why: 'asked for something else',
          when: (scene) => next(scene) !== '',
          to: '.away',
          do: (scene) => {
            const code = next(scene)
            pop(scene)
            serve(scene, code, question.stepBack?.can(scene) === true || placeBefore(scene) !== null)
          },
        },
        { to: '.asking' },
      ],
    },
    answering: {
      entry: (scene) => {
        const id = next(scene).slice('knowledge:'.length)
        const found = entryAt(scene, id)
        pop(scene)
        speakAndHear(scene, question.expected(scene), () => {
          if (found === null) return sayText(scene, '', { place: 'answering', ...delivery })
          const writtenIn = found.level.flow.language
          say(scene, found.entry.answer, { place: `knowledge.${id}`, writtenIn, ...delivery })
        })
      },
      on: { ...spoken('.serving', '.interrupted') },
    },
    away: {
      on: {
        'flow.resumed': [
          {
            why: 'one step back in the question',
            when: (scene) => scene.event.how === 'goback' && question.stepBack?.can(scene) === true,
            to: '.asking',
            do: (scene) => question.stepBack?.take(scene),
          },
          { why: 'one step back', when: ({ event }) => event.how === 'goback', do: goBack },
          { why: 'the caller wants to stop', when: ({ event }) => event.how === 'stop', to: ended, do: stop },
          { why: 'the next request', when: (scene) => next(scene) !== '', to: '.serving' },
          { why: 'the caller is speaking already', when: ({ context }) => context.callerHasFloor, to: '.yielding' },
          { why: 'back to where it was', when: ({ event }) => event.how === 'silent', to: '.quietly' },
          { why: 'back to the question', when: ({ event }) => event.how === 'restate', to: '.restating' },
          { why: 'back to the question', to: '.asking' },
        ],
      },
    },
    restating: {
      entry: (scene) => {
        hear(scene, question.expected(scene))
        sayText(scene, phrase('whereWeWere', scene.language), { place: `${state.name}.restate`, ...delivery })
      },
      on: spoken('.asking', '.yielding'),
    },
    quietly: {
      entry: (scene) => {
        scene.emit(question.expected(scene))
        silent(scene)
      },
      on: common,
    },
    declining: {
      entry: (scene) => {
        const why = question.declined?.(scene as Scene<TurnEnded>) ?? null
        speakAndHear(scene, question.expected(scene), () => {
          if (why === null) sayText(scene, '', { place: `${state.name}.reject`, ...delivery })
          else say(scene, why, { place: `${state.name}.reject`, ...delivery })
        })
      },
      on: spoken('.asking'),
    },
  }
}

/** Puts requests in line, the first to be served now. */
export function enqueue(scene: Scene, codes: readonly string[]): void {
  const queue = [...codes, ...(scene.context.queue ?? [])].slice(0, 4)
  if (queue.length > 0) scene.patch({ queue })
}

/** The first in line is taken. */
export function pop(scene: Scene): void {
  scene.patch({ queue: (scene.context.queue ?? []).slice(1) })
}

/** Begins what was asked for; knowledge is told by whoever listens. */
export function serve(scene: Scene, code: string, goesBack: boolean): void {
  disarmAll(scene)
  hush(scene)
  const at = code.indexOf(':')
  const name = code.slice(at + 1)
  if (code === unanswerable)
    return runPattern(scene, 'pattern_unanswerable', 'restate', { person: canReachSomeone(scene) })
  if (code.startsWith('interrupt:')) return interrupt(scene, name)
  command(scene, name as CommandName, goesBack)
}

function interrupt(scene: Scene, name: string): void {
  const found = interruptAt(scene, name)
  if (found === null) return runPattern(scene, 'pattern_repeat', 'ask')
  const { interrupt, level } = found
  const inputs = sceneAt(scene, level).value({ object: interrupt.with }) as JsonObject
  scene.wish({ type: 'run', flow: interrupt.run, inputs, resume: interrupt.resume, because: `interrupt:${name}` })
}

function command(scene: Scene, name: CommandName, goesBack: boolean): void {
  const found = commandAt(scene, name)
  if (found === null) return runPattern(scene, 'pattern_repeat', 'ask')
  const { command, level } = found
  if (name === 'slower' || name === 'faster') scene.patch({ slower: name === 'slower' })
  if ('to' in command) scene.wish({ type: 'jump', out: level.out, to: command.to })
  else runPattern(scene, command.pattern, 'ask', { possible: goesBack })
}

/** Whether "operator" leads to somebody here. */
function canReachSomeone(scene: Scene): boolean {
  const operator = commandAt(scene, 'operator')
  return operator !== null && 'to' in operator.command
}

/** Runs a repair, with those of the inputs that it takes. */
export function runPattern(
  scene: Scene,
  flow: string,
  resume: 'restate' | 'ask' | 'silent',
  known: JsonObject = {},
  then?: string,
): void {
  const takes = (scene.project.runs[flow] ?? scene.project).inputs
  const inputs = Object.fromEntries(Object.entries(known).filter(([name]) => Object.hasOwn(takes, name)))
  scene.wish({ type: 'run', flow, inputs, resume, because: flow, ...(then === undefined ? {} : { then }) })
}

/** The question before this one. */
function placeBefore({ context }: Scene): string | null {
  return context.trail?.at(-2) ?? null
}

/** What the question before has asked is asked again, and what was computed from it is forgotten. */
function goBack(scene: Scene): void {
  const to = placeBefore(scene)
  if (to === null) return scene.wish({ type: 'jump', out: 0, to: scene.context.trail?.at(-1) ?? scene.flow.start })
  const state = scene.flow.states[to]
  const slots = state?.kind === 'gather' ? state.slots : []
  for (const slot of slots) clearComputed(scene, slot)
  // A list is gone through again, not begun again.
  const isList = (name: string): boolean => isAskedFor(scene.flow.slots[name] ?? yesOrNo)
  for (const name of slots.filter(isList)) openList(scene, name, { asked: 'more' })
  clearSlots(
    scene,
    slots.filter((name) => !isList(name)),
  )
  const trail = scene.context.trail ?? []
  // What was to choose from may have been computed from the choice itself: then the question before that one is asked.
  const isGone = ({ from }: Slot): boolean => from !== undefined && (scene.context.saved[from] ?? null) === null
  if (slots.some((name) => isGone(scene.flow.slots[name] ?? yesOrNo))) {
    scene.patch({ trail: trail.length > 2 ? trail.slice(0, -1) : [] })
    return goBack(scene)
  }
  scene.patch({ trail: trail.slice(0, -2) })
  scene.wish({ type: 'jump', out: 0, to })
}

function stop(scene: Scene): void {
  scene.patch({ outcome: 'cancelled' })
  scene.emit({ type: 'hangup', outcome: 'cancelled' })
}

/** The model chose something besides an answer. */
export const choseAside: Transition = {
  why: 'the model heard a request',
  when: ({ context }) => context.settled?.ok === true && context.settled.code.includes(':'),
  to: '.serving',
  do: (scene) => enqueue(scene, [scene.context.settled?.code ?? '']),
}
