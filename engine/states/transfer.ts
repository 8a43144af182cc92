import type { TransferState } from '../language/flow.ts'
import type { CallEvent } from '../machine/event.ts'
import type { Node, Transition } from '../machine/node.ts'
import { render, say } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, rang } from '../machine/timers.ts'
import { ended, failed } from './failed.ts'
import { enter, isSpoken, leave } from './visit.ts'

type TransferFinished = Extract<CallEvent, { type: 'transfer.finished' }>

/** Beyond the ringing: the line's own delays (webhooks of up to 15 s are retried within this). */
const graceMs = 20_000

/**
 * transfer: hands the caller to a named destination. Completed ends the call for us; busy, noanswer, declined and failed are
 * outcomes, and the flow goes on with the caller still there.
 */
export function transfer(state: TransferState): Node {
  const announced: NonNullable<Node['on']> = {
    'speech.played': [
      { why: 'said so', when: isSpoken, to: '.transferring', do: (scene) => scene.patch({ speaking: null }) },
    ],
    'speech.interrupted': [
      {
        why: 'the caller broke in',
        when: isSpoken,
        to: '.transferring',
        do: (scene) => scene.patch({ speaking: null }),
      },
    ],
    'stream.resumed': [{ why: 'the stream came back', to: '.transferring' }],
  }
  return {
    initial: state.say === undefined ? 'transferring' : 'announcing',
    entry: enter,
    states: {
      announcing: {
        entry: (scene) => {
          if (state.say !== undefined)
            say(scene, state.say, { place: `${state.name}.say`, purpose: 'prompt', bargein: state.bargein })
        },
        on: announced,
      },
      transferring: {
        entry: (scene) => begin(scene, state),
        on: {
          'transfer.finished': [
            {
              why: 'the call was handed over',
              when: (scene) => isAwaited(scene) && scene.event.outcome === 'completed',
              to: ended,
              do: (scene) => scene.patch({ outcome: 'transferred' }),
            },
            {
              why: 'the transfer came back',
              when: isAwaited,
              to: '.returned',
              do: (scene) => scene.patch({ settled: { ok: false, code: scene.event.outcome } }),
            },
          ],
          'timer.fired': [
            {
              why: 'nothing was heard of the transfer',
              when: rang('transfer'),
              to: '.returned',
              do: (scene) => scene.patch({ settled: { ok: false, code: 'failed' } }),
            },
          ],
        },
      },
      returned: {
        entry: (scene) => {
          leave(scene)
          scene.patch({ awaiting: null })
        },
        always: outcomes(state),
      },
    },
  }
}

function begin(scene: Scene, state: TransferState): void {
  const { visit, call, now } = scene.context
  const effect = {
    type: 'transfer',
    id: `${call.id}:t${visit}`,
    destination: state.destination,
    mode: state.mode,
    brief: state.brief === undefined ? '' : render(scene, state.brief),
    ringMs: state.ringMs,
  } as const
  scene.emit({ type: 'deafen' })
  scene.patch({ awaiting: effect })
  scene.emit(effect)
  arm(scene, 'transfer', now + state.ringMs + graceMs)
}

function isAwaited({ event, context }: Scene<TransferFinished>): boolean {
  return context.awaiting?.type === 'transfer' && context.awaiting.id === event.id
}

function outcomes(state: TransferState): Transition[] {
  const named = Object.entries(state.outcomes).filter(([code]) => code !== 'error')
  return [
    ...named.map(([code, to]) => ({ why: code, to, when: ({ context }: Scene) => context.settled?.code === code })),
    { why: 'error', to: state.outcomes['error'] ?? failed },
  ]
}
