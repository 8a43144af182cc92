import type { CallEvent } from '../machine/event.ts'
import type { Act, Node, Transition } from '../machine/node.ts'
import { hush } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, disarmAll, rang } from '../machine/timers.ts'
import { deafen } from './expectation.ts'
import { ended } from './failed.ts'
import { longestTransferMs } from './transfer-progress.ts'

/** The state of every chart in which whoever operates live calls hands one over. */
export const handover = '$handover'

type Ordered = Extract<CallEvent, { type: 'operator.transferred' }>
type TransferFinished = Extract<CallEvent, { type: 'transfer.finished' }>

/** How long the other side may ring. */
const ringMs = 30_000

/** In every state of a chart: an operator ends the call, at once. */
export const endedByOperator: readonly Transition[] = [
  {
    why: 'an operator ended the call',
    to: ended,
    do: (scene) => {
      hush(scene)
      scene.patch({ outcome: 'operator' })
      scene.emit({ type: 'hangup', outcome: 'operator' })
    },
  },
]

/** In the state `name`: an operator hands the call over. One that is being handed over already stays so. */
export function orderedAway(name: string): readonly Transition<Ordered>[] {
  return [
    { why: 'it is being handed over already', when: ({ context }) => context.awaiting?.type === 'transfer' },
    { why: 'an operator hands the call over', to: handover, do: (scene) => begin(scene, name) },
  ]
}

/**
 * Hands the call over. Completed ends it for us. Whatever else comes of it, the caller is back in the state from which they
 * were taken, which begins anew: it asks again, and a write that it had made is the same write.
 */
export function handoverNode(states: readonly string[]): Node {
  const back = <E extends CallEvent>(why: string, when: (scene: Scene<E>) => boolean): Transition<E>[] =>
    states.map((name) => ({
      why,
      when: (scene) => scene.context.handedFrom === name && when(scene),
      to: name,
      do: comeBack,
    }))
  return {
    on: {
      'transfer.finished': [
        {
          why: 'the call was handed over',
          when: (scene) => isAwaited(scene) && scene.event.outcome === 'completed',
          to: ended,
          do: (scene) => scene.patch({ outcome: 'transferred' }),
        },
        ...back<TransferFinished>('the transfer came back', isAwaited),
      ],
      'timer.fired': back('nothing was heard of the transfer', rang('transfer')),
      'stream.resumed': [{ why: 'the caller is with us again', do: hurry }],
    },
  }
}

function begin(scene: Scene<Ordered>, from: string): void {
  const { context, event } = scene
  const visit = context.visit + 1
  const { destination } = event
  const id = `${context.call.id}:o${visit}`
  const transfer = { type: 'transfer', id, destination, mode: 'cold', brief: '', ringMs } as const
  disarmAll(scene)
  deafen(scene)
  hush(scene)
  scene.patch({ visit, awaiting: transfer, handedFrom: from, keys: '', keyed: null, callerHasFloor: false })
  scene.emit(transfer)
  arm(scene, 'transfer', context.now + longestTransferMs)
}

function isAwaited({ event, context }: Scene<TransferFinished>): boolean {
  return context.awaiting?.type === 'transfer' && context.awaiting.id === event.id
}

const comeBack: Act = (scene) => {
  disarm(scene, 'transfer')
  scene.patch({ awaiting: null, handedFrom: null })
}

/** There is no ringing to be heard any more: the silence limit counts again. */
function hurry(scene: Scene): void {
  const { now, timers } = scene.context
  arm(scene, 'transfer', Math.min(timers.transfer ?? now, now + scene.flow.silenceLimitMs))
}
