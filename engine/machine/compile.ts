import { createMachine, enqueueActions, type AnyStateMachine } from 'xstate'
import type { Flow } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import { ended, endedNode, failed, failedNode } from '../states/failed.ts'
import { stateNode } from '../states/state-node.ts'
import type { CallEvent } from './event.ts'
import type { Act, Node, Transition, Way } from './node.ts'
import { Scene } from './scene.ts'
import type { CallContext } from './snapshot.ts'
import { disarm } from './timers.ts'
import { contentHash } from './tool-key.ts'

/** A flow as a machine: pure, shared by all its calls. */
export interface CompiledFlow {
  readonly flow: Flow
  /** Content hash of the flow: a call ends on the one that it began with. */
  readonly bundle: string
  readonly machine: AnyStateMachine
}

/** The microsteps that one event may cause: far beyond any flow, so only a loop without listening comes here. */
const maxIterations = 1000

/** Compiles a checked flow into one XState machine. Costs milliseconds; do it when the flow is loaded. */
export function compileFlow(flow: Flow): CompiledFlow {
  const states = Object.fromEntries(Object.values(flow.states).map((state) => [state.name, stateNode(state, flow)]))
  const root: Node = {
    initial: flow.start,
    states: { ...states, [failed]: failedNode, [ended]: endedNode },
    on: {
      'caller.hungup': [{ why: 'the caller hung up', to: ended }],
      'stream.lost': [{ why: 'the stream was lost', do: loseStream }],
      'stream.resumed': [{ why: 'the stream came back' }],
      // What nobody here waits for is over all the same: the next question need not wait for it.
      'turn.ended': [{ do: (scene) => scene.patch({ callerHasFloor: false }) }],
    },
  }
  const config = {
    ...configure(root, flow, null),
    id: '$flow',
    context: ({ input }: { input: CallContext }) => input,
    options: { maxIterations },
  }
  return { flow, bundle: contentHash(flow as unknown as Json), machine: createMachine(config as never) }
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

function configure(node: Node, flow: Flow, owner: string | null): Record<string, unknown> {
  const isLeaf = node.states === undefined
  return {
    ...(node.initial === undefined ? {} : { initial: node.initial }),
    ...(node.final === true ? { type: 'final' } : {}),
    ...(node.entry === undefined ? {} : { entry: action(node.entry, flow) }),
    ...(node.always === undefined ? {} : { always: node.always.map((t) => transitionConfig(t, flow, owner, isLeaf)) }),
    ...(node.on === undefined
      ? {}
      : {
          on: Object.fromEntries(
            Object.entries(node.on).map(([event, list]) => [
              event,
              (event === 'stream.resumed' ? (list as Transition[]).map(onNewStream) : (list as Transition[])).map((t) =>
                transitionConfig(t, flow, owner, isLeaf),
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
              { ...(owner === null ? { id: name } : {}), ...configure(child, flow, owner ?? name) },
            ]),
          ),
        }),
  }
}

/** A phase may be entered again from itself; a handler of the whole state must not leave the state for one of its phases. */
function transitionConfig(
  { why, when, to, do: act }: Transition,
  flow: Flow,
  owner: string | null,
  isLeaf: boolean,
): object {
  const target = to?.startsWith('.')
    ? { target: `#${owner ?? ''}${to}`, reenter: isLeaf }
    : { target: `#${to ?? ''}`, reenter: true }
  return {
    ...(why === undefined ? {} : { description: why }),
    ...(when === undefined ? {} : { guard: ({ context, event }: Moment) => when(new Scene(flow, context, event)) }),
    actions: [
      ...(why === undefined ? [] : [{ type: 'way', params: { why, from: owner, to: to ?? null } satisfies Way }]),
      ...(act === undefined ? [] : [action(act, flow)]),
    ],
    ...(to === undefined ? {} : target),
  }
}

interface Moment {
  readonly context: CallContext
  readonly event: CallEvent
}

function action(act: Act, flow: Flow): unknown {
  return enqueueActions(({ context, event, enqueue }) => {
    const scene = new Scene(flow, context as CallContext, event as unknown as CallEvent)
    act(scene)
    if (scene.context !== context) enqueue.assign(scene.context)
    for (const effect of scene.effects) enqueue({ type: 'effect', params: effect })
  })
}
