import type { World } from '../world/world.ts'
import type { Watcher } from './watcher.ts'

/** P1: a call has one gap-free log, nobody acts on what is not in it, and what a server was told is written stays written, but for what a lagging replica lost. */
export function oneHistory(world: World): Watcher {
  /** What each acknowledged step is called, by its number. */
  const acknowledged = new Map<number, string>()
  const callIds = new Set<string>()
  let hasLost = false
  /** The highest step that was ever written. */
  let written = 0
  return {
    saw(happening) {
      if (happening.type === 'failed over' && happening.lost > 0) {
        hasLost = true
        acknowledged.clear()
      }
      if (happening.type === 'created') callIds.add(happening.callId)
      if (happening.type === 'committed' && (happening.reply === 'OK' || happening.reply === 'DUP'))
        written = Math.max(written, happening.step.seq)
      if (happening.type === 'notice' && happening.notice.type === 'stepped' && happening.notice.after.seq > written)
        world.fail('P1', `${happening.by} acts on step ${happening.notice.after.seq}, which is not written.`)
      if (happening.type !== 'commit answered') return
      const { step, reply } = happening
      if (reply !== 'OK' && reply !== 'DUP') return
      const known = acknowledged.get(step.seq)
      if (known !== undefined && known !== step.entry.id && !hasLost)
        world.fail('P1', `Two steps were told that they are number ${step.seq}: ${known} and ${step.entry.id}.`)
      acknowledged.set(step.seq, step.entry.id)
    },
    ended() {
      if (callIds.size > 1 && !hasLost) world.fail('P1', `One ring made ${callIds.size} calls.`)
      for (const callId of callIds) {
        const log = world.primary.log(callId)
        const ids = new Set(log.map(({ id }) => id))
        if (ids.size < log.length) world.fail('P1', 'A step is in the log twice.')
        log.forEach(({ seq, event }, index) => {
          if (seq !== index + 1) world.fail('P1', `The log has ${seq} where ${index + 1} belongs.`)
          if ((event.type === 'call.started') !== (index === 0)) world.fail('P1', `The call starts at number ${seq}.`)
        })
        if (hasLost || callIds.size > 1) continue
        for (const [seq, id] of acknowledged)
          if (log[seq - 1]?.id !== id) world.fail('P1', `Step ${seq} was acknowledged and is not in the log.`)
      }
    },
  }
}
