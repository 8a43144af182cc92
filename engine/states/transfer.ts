import type { TransferState } from '../language/state.ts'
import type { CallEvent, TransferOutcome } from '../machine/event.ts'
import type { Node } from '../machine/node.ts'
import { render, say } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { deafen, expectationOf, speakAndHear } from './expectation.ts'
import { ended } from './failed.ts'
import { outcomeRoutes } from './outcomes.ts'
import {
  awaitedTransfer,
  getOn,
  giveUpTransfer,
  longestTransferMs,
  outcomeOfLeaving,
  type TransferProgressed,
} from './transfer-progress.ts'
import { enter, isSpoken, quiet } from './visit.ts'

type TransferFinished = Extract<CallEvent, { type: 'transfer.finished' }>

/**
 * transfer: hands the caller to a named destination. Busy, noanswer, declined and failed are outcomes, and the flow goes on
 * with the caller still there. Completed ends the call for us, unless the flow says where it goes when the other side has
 * hung up and the caller has not (VoiceXML 2.1, 2.3.7: far_end_disconnect). A stream that comes back before the outcome means
 * that the caller is with us again: the outcome is awaited for a moment only.
 *
 * Of a warm one a line may tell how far it has come, so that nobody waits for who has not taken the call; whoever is being
 * rung when it is given up is rung no more.
 */
export function transfer(state: TransferState): Node {
  return {
    initial: state.say === undefined ? 'transferring' : 'announcing',
    entry: enter,
    states: {
      announcing: {
        entry: (scene) => {
          const delivery = { place: `${state.name}.say`, purpose: 'prompt', bargein: state.bargein } as const
          speakAndHear(scene, expectationOf(state, scene), () => {
            if (state.say !== undefined) say(scene, state.say, delivery)
          })
        },
        on: {
          'speech.played': [{ why: 'said so', when: isSpoken, to: '.transferring', do: quiet }],
          'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to: '.transferring', do: quiet }],
          'stream.resumed': [{ why: 'the stream came back', to: '.transferring' }],
        },
      },
      transferring: {
        entry: (scene) => begin(scene, state),
        on: {
          'transfer.finished': [
            {
              why: 'the call was handed over',
              when: (scene) =>
                isAwaited(scene) &&
                scene.event.outcome === 'completed' &&
                (scene.event.over === true || !Object.hasOwn(state.outcomes, 'completed')),
              to: ended,
              do: handedOver,
            },
            {
              why: 'the transfer came back',
              when: isAwaited,
              to: '.returned',
              do: (scene) => {
                // Where nobody was rung it has failed by itself.
                if (scene.event.outcome === 'failed' && awaitedTransfer(scene)?.reached !== undefined)
                  giveUpTransfer(scene)
                settle(scene, scene.event.outcome)
              },
            },
          ],
          'transfer.progressed': [
            {
              why: 'the call was handed over',
              when: (scene) => hasLeftAs(scene) === 'completed' && !Object.hasOwn(state.outcomes, 'completed'),
              to: ended,
              do: handedOver,
            },
            {
              why: 'the transfer came back',
              when: (scene) => hasLeftAs(scene) !== null,
              to: '.returned',
              do: (scene) => settle(scene, hasLeftAs(scene) ?? 'failed'),
            },
            { why: 'the transfer gets on', when: (scene) => awaitedTransfer(scene) !== null, do: getOn },
          ],
          'timer.fired': [
            {
              why: 'nothing was heard of the transfer',
              when: rang('transfer'),
              to: '.returned',
              do: (scene) => {
                giveUpTransfer(scene)
                settle(scene, 'failed')
              },
            },
          ],
          'stream.resumed': [{ why: 'the caller is with us again', do: hurry }],
        },
      },
      returned: { always: outcomeRoutes(state) },
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
  deafen(scene)
  scene.patch({ awaiting: effect })
  scene.emit(effect)
  arm(scene, 'transfer', now + longestTransferMs)
}

function isAwaited(scene: Scene<TransferFinished>): boolean {
  return awaitedTransfer(scene) !== null
}

/** What comes of it, where this event says that the other side has hung up. */
function hasLeftAs(scene: Scene<TransferProgressed>): TransferOutcome | null {
  const awaited = scene.event.how === 'left' ? awaitedTransfer(scene) : null
  return awaited === null ? null : outcomeOfLeaving(awaited)
}

function handedOver(scene: Scene): void {
  scene.patch({ awaiting: null, outcome: 'transferred' })
}

function settle(scene: Scene, code: string): void {
  disarm(scene, 'transfer')
  scene.patch({ awaiting: null, settled: { ok: false, code } })
}

/** The silence limit counts again: there is no ringing to be heard any more. */
function hurry(scene: Scene): void {
  const { now, timers } = scene.context
  arm(scene, 'transfer', Math.min(timers.transfer ?? now, now + scene.flow.silenceLimitMs))
}
