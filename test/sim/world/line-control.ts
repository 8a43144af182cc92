import type { Dialler } from '../../../src/telephony/dialler.ts'
import { LineError, type CallControl } from '../../../src/telephony/line.ts'
import { seatInRoom, transfer as transferTwiml } from '../../../src/telephony/twilio/twiml.ts'
import { lineId, publicUrl } from './addresses.ts'
import type { Phone } from './phone.ts'
import type { Process } from './process.ts'
import { ask } from './remote.ts'
import type { World } from './world.ts'

const latencyMs = 200
const timeoutMs = 3000

/** Twilio's REST interface, for one server: what is done to the one call of the world. */
export function lineControl(world: World, phone: Phone, process: Process): CallControl & Dialler {
  function asked<T>(what: string, carryOut: () => T | LineError): Promise<T> {
    return ask<T>(world, process, {
      of: 'rest',
      what: `rest.${what}`,
      latencyMs,
      timeoutMs,
      late: () => new LineError('unreachable', 'Twilio could not be reached (timeout).'),
      carryOut: (answer, refuse) => {
        const done = carryOut()
        if (done instanceof LineError) refuse(done)
        else answer(done)
      },
    })
  }
  /** Of a call that is not over. */
  const request = (what: string, carryOut: () => void): Promise<void> =>
    asked(what, () => (phone.isThere ? carryOut() : new LineError('unknown_call', 'The call is over.')))
  const takesAway = (what: string): void => {
    if (phone.rooms.isTalking && !world.hasLostChanges)
      world.fail('P6', `A caller who had been put through was ${what}.`)
  }

  return {
    // As the adapter has it: a call that is over has been hung up.
    hangup: () =>
      request('hangup', () => {
        takesAway('hung up on')
        phone.over()
      }).catch((error: unknown) => {
        if (error instanceof LineError && error.code === 'unknown_call') return
        throw error
      }),
    reconnect: () =>
      request('reconnect', () => {
        takesAway('fetched back')
        world.recovered('the line was asked for a stream')
        phone.fetchBack()
      }),
    hasTransferred: (_id, sinceMs) => asked('hasTransferred', () => phone.hasTransferredSince(sinceMs - 1000)),
    transfer: (_id, { to, mode, ringMs }) =>
      request('transfer', () =>
        phone.transfer(transferTwiml({ publicUrl, number: to, ringMs, screened: mode !== 'cold' })),
      ),
    room: {
      seat: (_id, room) => request('seat', () => phone.transfer(seatInRoom({ publicUrl, room, ownMusic: false }))),
      hasSeated: (room) => asked('hasSeated', () => phone.rooms.hasSeated(room)),
      ring: (room) => asked('ring', () => phone.rooms.ring(room)),
      hasRung: (_to, sinceMs) => asked('hasRung', () => (phone.rooms.hasRungSince(sinceMs - 2000) ? null : false)),
      release: (legId) => asked('release', () => phone.rooms.release(legId)),
    },
    dial: ({ callId, detectsMachine }) =>
      asked('dial', () => {
        if (world.plan.outbound?.isTaken === false) return new LineError('refused', 'Twilio takes no such call.')
        world.happen({ type: 'dialled' })
        phone.rings(callId, detectsMachine)
        return lineId
      }),
    cancel: () => asked('cancel', () => phone.cancel()),
  }
}
