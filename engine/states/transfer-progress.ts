import type { Transfer } from '../machine/effect.ts'
import type { CallEvent, TransferOutcome } from '../machine/event.ts'
import type { Scene } from '../machine/scene.ts'
import { arm } from '../machine/timers.ts'

export type TransferProgressed = Extract<CallEvent, { type: 'transfer.progressed' }>

/**
 * The line tells how a transfer came out only when it is over, however long the two have talked: nothing is heard of one that
 * was answered. As long as a call lasts at most (Twilio's default).
 */
export const longestTransferMs = 4 * 60 * 60_000

/** Beyond the ringing and the brief, for the key that takes the call and for the line's own ways. */
const graceMs = 30_000
/** A brief as the line reads it, generously. */
const briefMsPerCharacter = 120

/** The transfer that the call waits for, if this event is of it. */
export function awaitedTransfer({
  event,
  context,
}: Scene<Extract<CallEvent, { readonly id: string }>>): Transfer | null {
  const { awaiting } = context
  return awaiting?.type === 'transfer' && awaiting.id === event.id ? awaiting : null
}

/** What has come of a transfer whose other side has hung up: nobody has been with the caller who has not joined them. */
export function outcomeOfLeaving({ reached }: Transfer): TransferOutcome {
  if (reached === 'joined') return 'completed'
  return reached === 'accepted' ? 'failed' : 'declined'
}

const order = ['ringing', 'accepted', 'joined'] as const

/**
 * Keeps how far it has come: what is told late or twice takes nothing back. Who rings is waited for as long as they may ring
 * and listen to the brief; who has taken the call, as long as a call lasts.
 */
export function getOn(scene: Scene<TransferProgressed>): void {
  const { event, context } = scene
  const awaiting = awaitedTransfer(scene)
  const { how } = event
  if (awaiting === null || how === 'left') return
  if (awaiting.reached !== undefined && order.indexOf(how) <= order.indexOf(awaiting.reached)) return
  const screenMs = awaiting.ringMs + awaiting.brief.length * briefMsPerCharacter + graceMs
  scene.patch({ awaiting: { ...awaiting, reached: how } })
  arm(scene, 'transfer', context.now + (how === 'ringing' ? screenMs : longestTransferMs))
}

/** Whoever is still being rung is rung no more: for every way out of a warm transfer that they did not lead to. */
export function giveUpTransfer(scene: Scene): void {
  const { awaiting } = scene.context
  if (awaiting?.type === 'transfer' && awaiting.mode === 'warm')
    scene.emit({ type: 'transfer.cancel', id: awaiting.id })
}
