import type { StandInCall } from '../stand-ins/twilio-call.ts'
import type { ToolServer } from './tool-server.ts'

/** How a call came out for its caller. */
export interface CallOutcome {
  readonly sid: string
  /** Null where all was done that the caller wanted and the agent said goodbye. */
  readonly lost: string | null
  readonly shipped: number
}

const quietMs = 700
/** Of one question, until the caller gives the call up. */
const patienceMs = 45_000
const mostTries = 40
/** Orders that come to nothing although nothing befell the line meanwhile. */
const mostForNothing = 4

/**
 * Somebody who keys in orders: waits for a question, keys a number, and goes on to the next once it is shipped. Every
 * number is keyed once only, so that one that is shipped twice was not the caller's doing; where an order came to nothing
 * the caller keys another. Faults come every few seconds, and keys pressed on a dead line reach nobody: such an order is
 * not held against us, one keyed on a line that stood is.
 */
export async function callAndShip(
  call: StandInCall,
  options: { readonly orders: number; readonly nextNumber: () => string; readonly tools: ToolServer },
): Promise<CallOutcome> {
  let shipped = 0
  let forNothing = 0
  let movedMs = 0
  const asked = (): Promise<void> =>
    call.until(
      'the agent asks',
      () => call.agentHeardMs > movedMs && call.nowMs - call.agentHeardMs >= quietMs,
      patienceMs,
    )
  const key = async (keys: string): Promise<void> => {
    for (const one of keys) {
      call.press(one)
      const due = call.nowMs + 100
      await call.until('a moment', () => call.nowMs >= due)
    }
    movedMs = call.nowMs
  }
  try {
    for (let tries = 0; shipped < options.orders; tries += 1) {
      if (tries >= mostTries || forNothing >= mostForNothing)
        throw new Error(`after ${tries} orders, ${forNothing} for nothing, ${shipped} are shipped`)
      const number = options.nextNumber()
      const before = call.log.length
      await asked()
      await key(number)
      await asked()
      // A filler is no answer: what comes after it may be.
      if (options.tools.times(number) === 0) await asked()
      if (options.tools.times(number) > 0) shipped += 1
      else if (!call.log.slice(before).some(({ what }) => what.startsWith('stream.'))) forNothing += 1
    }
    for (let tries = 0; !call.isOver && tries < mostTries; tries += 1) {
      await asked()
      await key('0000')
      await Promise.race([call.over, call.until('the goodbye', () => false, 8000).catch(() => {})])
    }
  } catch (error) {
    if (!call.isOver) call.hangUp()
    return { sid: call.sid, lost: `${(error as Error).message} (${lastOf(call)})`, shipped }
  }
  const how = call.log.findLast(({ what }) => what === 'over')?.detail ?? ''
  if (how === '<Hangup>' && !call.said.includes(wayOut)) return { sid: call.sid, lost: null, shipped }
  if (!call.isOver) call.hangUp()
  return { sid: call.sid, lost: `it ended with ${how === '' ? 'nothing' : how}`, shipped }
}

/** What Twilio's voice reads where our servers cannot go on: a call that comes to this is lost. */
export const wayOut = 'This is the way out.'

function lastOf(call: StandInCall): string {
  return call.log
    .slice(-4)
    .map(({ atMs, what, detail }) => `${atMs} ${what} ${detail.replace(/^https?:..voice.test/, '')}`)
    .join('; ')
}
