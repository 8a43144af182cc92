import { createMachine, enqueueActions, type AnyStateMachine } from 'xstate'
import type { Flow } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import { machineAnswered, personAnswered } from '../states/answering-machine.ts'
import { ended, endedNode, failed, failedNode } from '../states/failed.ts'
import { endedByOperator, handover, handoverNode, orderedAway } from '../states/operating.ts'
import { stateNode } from '../states/state-node.ts'
import { withPatterns } from '../patterns/with-patterns.ts'
import type { CallEvent } from './event.ts'
import type { Act, MachineEvent, Node, Transition, Way } from './node.ts'
import { completed } from './older-flow.ts'
import { Scene } from './scene.ts'
import type { CallContext } from './snapshot.ts'
import { disarm } from './timers.ts'
import { contentHash } from './tool-key.ts'

/** A flow as a machine: pure, shared by all its calls. */
export interface CompiledFlow {
  readonly flow: Flow
  /** Content hash of the flow and of all that it runs: a call ends on the one that it began with. */
  readonly bundle: string
  readonly machine: AnyStateMachine
  /** One of the flows that it runs, or itself, by name; null where there is none. Compiled when it is first run. */
  readonly inner: (name: string) => Inside | null
}

/** A flow inside a call of another. */
export interface Inside {
  readonly flow: Flow
  readonly machine: AnyStateMachine
}

/** The microsteps that one event may cause: far beyond any flow, so only a loop without listening comes here. */
const maxIterations = 1000

/**
 * Compiles a checked flow into one XState machine, and those that it runs into one each when they are first run. Costs
 * milliseconds; do it when the flow is loaded.
 */
export function compileFlow(given: Flow): CompiledFlow {
  return compileStored(withPatterns(completed(given)))
}

/** The same for a flow as a store has kept it: nothing is added to it, so that it is still the one that calls began with. */
export function compileStored(given: Flow): CompiledFlow {
  const flow = completed(given)
  const machine = machineOf(flow, flow)
  const inside = new Map<string, Inside>([[flow.flow, { flow, machine }]])
  const inner = (name: string): Inside | null => {
    const known = inside.get(name)
    if (known !== undefined) return known
    if (!Object.hasOwn(flow.runs, name)) return null
    const run = completed(flow.runs[name] as Flow)
    const one = { flow: run, machine: machineOf(run, flow) }
    inside.set(name, one)
    return one
  }
  return { flow, bundle: contentHash(given as unknown as Json), machine, inner }
}

/** The flow that is compiled, and the one whose call it is. */
interface Of {
  readonly flow: Flow
  readonly project: Flow
}

function machineOf(flow: Flow, project: Flow): AnyStateMachine {
  const states = Object.fromEntries(
    Object.values(flow.states).map((state) => [state.name, operated(state.name, stateNode(state, flow, project))]),
  )
  const root: Node = {
    initial: flow.start,
    states: { ...states, [failed]: failedNode, [ended]: endedNode, [handover]: handoverNode(Object.keys(flow.states)) },
    on: {
      'operator.ended': endedByOperator,
      'caller.hungup': [
        {
          why: 'nobody has answered',
          when: ({ event }) => event.unanswered !== undefined,
          to: ended,
          do: (scene) => scene.patch({ outcome: scene.event.unanswered ?? null }),
        },
        { why: 'the caller hung up', to: ended },
      ],
      'stream.lost': [{ why: 'the stream was lost', do: loseStream }],
      'stream.resumed': [{ why: 'the stream came back' }],
      // What nobody here waits for is over all the same: the next question need not wait for it.
      'turn.ended': [{ do: (scene) => scene.patch({ callerHasFloor: false }) }],
      'event.received': [...machineAnswered, { when: (scene) => isAwaitedLater(scene), do: keepEvent }, personAnswered],
      'state.jumped': Object.keys(flow.states).map((name) => ({
        why: 'led there',
        when: ({ event }) => event.to === name,
        to: name,
      })),
    },
  }
  const config = {
    ...configure(root, { flow, project }, null),
    id: '$flow',
    context: ({ input }: { input: CallContext }) => input,
    options: { maxIterations },
  }
  return createMachine(config as never)
}

function operated(name: string, node: Node): Node {
  return { ...node, on: { ...node.on, 'operator.transferred': orderedAway(name) } }
}

type EventReceived = Extract<CallEvent, { type: 'event.received' }>

/** Beyond this an early event is not kept: the snapshot is small. */
const keptCharacters = 1000

/** It may come while we still say that we wait for it. */
function isAwaitedLater({ event, flow }: Scene<EventReceived>): boolean {
  return (
    JSON.stringify(event.data).length <= keptCharacters &&
    Object.values(flow.states).some((state) => state.kind === 'wait' && state.event === event.name)
  )
}

function keepEvent(scene: Scene<EventReceived>): void {
  scene.patch({ events: { ...scene.context.events, [scene.event.name]: scene.event.data } })
}

function loseStream(scene: Scene<Extract<CallEvent, { type: 'stream.lost' }>>): void {
  forgetStream(scene)
  scene.patch({ unheard: scene.event.unheard })
}

/**
 * What was being said, and what the caller was saying, is lost with the stream, and a silence on a dead line is nobody's.
 * Also when another stream comes, since it may take over from one that was not known to be lost.
 */
function forgetStream(scene: Scene): void {
  disarm(scene, 'noinput', 'keys')
  scene.patch({ speaking: null, callerHasFloor: false, keys: '', keyed: null })
}

function onNewStream(transition: Transition): Transition {
  return {
    ...transition,
    do: (scene) => {
      forgetStream(scene)
      transition.do?.(scene)
    },
  }
}

function configure(node: Node, of: Of, owner: string | null): Record<string, unknown> {
  const isLeaf = node.states === undefined
  return {
    ...(node.initial === undefined ? {} : { initial: node.initial }),
    ...(node.final === true ? { type: 'final' } : {}),
    ...(node.entry === undefined ? {} : { entry: action(node.entry, of) }),
    ...(node.always === undefined ? {} : { always: node.always.map((t) => transitionConfig(t, of, owner, isLeaf)) }),
    ...(node.on === undefined
      ? {}
      : {
          on: Object.fromEntries(
            Object.entries(node.on).map(([event, list]) => [
              event,
              (event === 'stream.resumed' ? (list as Transition[]).map(onNewStream) : (list as Transition[])).map((t) =>
                transitionConfig(t, of, owner, isLeaf),
              ),
            ]),
          ),
        }),
    ...(node.states === undefined
      ? {}
      : {
          states: Object.fromEntries(
            Object.entries(node.states).map(([name, child]) => [
              name,
              { ...(owner === null ? { id: name } : {}), ...configure(child, of, owner ?? name) },
            ]),
          ),
        }),
  }
}

/** A phase may be entered again from itself; a handler of the whole state must not leave the state for one of its phases. */
function transitionConfig(
  { why, when, to, do: act }: Transition,
  of: Of,
  owner: string | null,
  isLeaf: boolean,
): object {
  const target = to?.startsWith('.')
    ? { target: `#${owner ?? ''}${to}`, reenter: isLeaf }
    : { target: `#${to ?? ''}`, reenter: true }
  const way = (text: string): Way => ({
    why: text,
    from: owner,
    to: to ?? null,
    ...(of.flow === of.project ? {} : { flow: of.flow.flow }),
  })
  return {
    ...(why === undefined ? {} : { description: why }),
    ...(when === undefined ? {} : { guard: ({ context, event }: Moment) => when(sceneOf(of, context, event)) }),
    actions: [
      ...(why === undefined ? [] : [{ type: 'way', params: way(why) }]),
      ...(act === undefined ? [] : [action(act, of)]),
    ],
    ...(to === undefined ? {} : target),
  }
}

interface Moment {
  readonly context: CallContext
  readonly event: MachineEvent
}

function sceneOf({ flow, project }: Of, context: CallContext, event: MachineEvent): Scene {
  return new Scene(flow, context, event, project)
}

function action(act: Act, of: Of): unknown {
  return enqueueActions(({ context, event, enqueue }) => {
    const scene = sceneOf(of, context as CallContext, event as unknown as MachineEvent)
    act(scene)
    if (scene.context !== context) enqueue.assign(scene.context)
    for (const effect of scene.effects) enqueue({ type: 'effect', params: effect })
    for (const wish of scene.wishes) enqueue({ type: 'wish', params: wish })
  })
}
