import type { Flow } from '../language/flow.ts'
import type { Slot } from '../language/slot.ts'
import type { State } from '../language/state.ts'
import { promptsOf, templatesOf } from '../language/uses.ts'
import type { RecordingSet } from '../machine/effect.ts'
import type { CallEvent } from '../machine/event.ts'
import type { Node, Transition } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { failed } from './failed.ts'

/** The line is waited for so long before what is asked counts as recorded: callers take two seconds of silence for a dead line. */
const pausedWithinMs = 2000

type Changed = Extract<CallEvent, { type: 'recording.changed' }>

/** Passed through in no time: what comes after them says whether it is recorded. */
const silentKinds: readonly State['kind'][] = ['branch', 'set', 'run', 'goto_flow']

/**
 * A state of a call that is recorded as a whole. Before something `sensitive` is asked for, or read back, the recording is paused
 * and the question waits for the line's word; the next state that is not so goes on with it. Where it cannot be paused
 * payment data is not asked for: the state is left as when its answer is not understood in the end. What is personal is asked
 * for all the same.
 */
export function recorded(node: Node, state: State, flow: Flow): Node {
  const secret = secretOf(state, flow)
  const { initial, states } = node
  if (secret === null || initial === undefined || states === undefined) return openly(node, state)
  const goOn: Transition<Changed> = { why: 'the recording is paused', to: `.${initial}`, do: settle }
  const to = secret === 'pci' ? (wayOutOf(state) ?? failed) : `.${initial}`
  const refused: Transition = { why: 'it is recorded still', to }
  return {
    ...node,
    initial: 'pausing',
    states: {
      ...states,
      pausing: {
        entry: pause,
        always: [{ when: ({ context }) => context.awaiting === null, to: `.${initial}` }],
        on: {
          'recording.changed': [
            { ...goOn, when: (scene) => isAwaited(scene) && scene.event.ok },
            { why: 'the recording goes on', when: isAwaited, to: '.unpaused', do: settle },
          ],
          'timer.fired': [
            { why: 'nothing was heard of the recording', when: rang('wait'), to: '.unpaused', do: settle },
          ],
        },
      },
      unpaused: { always: [refused] },
    },
  }
}

/** Begins or goes on with the recording where nothing sensitive is asked, nor waits to be asked again. */
function openly(node: Node, state: State): Node {
  if (silentKinds.includes(state.kind)) return node
  return {
    ...node,
    entry: (scene) => {
      node.entry?.(scene)
      const { recording, call, visit, stack = [] } = scene.context
      // Whatever interrupts something sensitive leads back into the middle of it.
      if (recording === 'on' || stack.some(({ unrecorded }) => unrecorded === true)) return
      scene.patch({ recording: 'on' })
      const how = recording === undefined ? 'start' : 'resume'
      scene.emit({ type: 'recording.set', id: `${call.id}:k${visit}`, how })
    },
  }
}

function pause(scene: Scene): void {
  const { recording, call, visit, now } = scene.context
  if (recording !== 'on') return
  const effect: RecordingSet = { type: 'recording.set', id: `${call.id}:k${visit}`, how: 'pause' }
  scene.patch({ awaiting: effect })
  scene.emit(effect)
  arm(scene, 'wait', now + pausedWithinMs)
}

/** Also where it may have failed: going on with what was not paused changes nothing. */
function settle(scene: Scene): void {
  disarm(scene, 'wait')
  scene.patch({ awaiting: null, recording: 'paused' })
}

function isAwaited({ event, context }: Scene<Changed>): boolean {
  return context.awaiting?.type === 'recording.set' && context.awaiting.id === event.id
}

/** Where a state goes that cannot ask: its `error`, else where it goes when it is not understood in the end. */
function wayOutOf(state: State): string | undefined {
  if (Object.hasOwn(state.outcomes, 'error')) return state.outcomes['error']
  return 'nomatch' in state ? state.nomatch.at(-1)?.to : undefined
}

/** The most sensitive of what a state asks for or reads back. */
function secretOf(state: State, flow: Flow): 'pci' | 'pii' | null {
  const asked = state.kind === 'gather' ? state.slots : []
  const read = promptsOf(state)
    .flatMap(templatesOf)
    .flatMap((template) => template.flatMap((part) => (typeof part === 'string' ? [] : [part.expression.cel])))
  const touched = Object.values(flow.slots).filter(
    ({ name }) => asked.includes(name) || read.some((cel) => new RegExp(`\\bslots\\.${name}\\b`).test(cel)),
  )
  const all = touched.flatMap(sensitivities)
  if (all.includes('pci')) return 'pci'
  return all.includes('pii') ? 'pii' : null
}

function sensitivities({ sensitive, of = {}, item }: Slot): readonly string[] {
  const inner = [...Object.values(of), ...(item === undefined ? [] : [item])].flatMap(sensitivities)
  return sensitive === undefined ? inner : [sensitive, ...inner]
}
