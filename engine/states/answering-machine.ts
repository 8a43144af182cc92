import { levelsOf, type Level } from '../machine/levels.ts'
import type { CallEvent } from '../machine/event.ts'
import type { Transition } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'
import { ended } from './failed.ts'
import { hush } from '../machine/prompts.ts'

type EventReceived = Extract<CallEvent, { type: 'event.received' }>

/** What the line tells once it knows who has answered a call of ours: `{ by: person }`, `{ by: machine }` or `{ by: fax }`. */
export const answered = 'answered'

/**
 * In every state: a machine has answered a call of ours and its tone is over. The call goes to the flow's `voicemail`, once,
 * whatever was being said or asked; a fax has nobody who listens, and ends the call. Only where a flow that the call is in
 * says so, the running one first: without it the event is one like any other, for a `wait`. A caller who is being put
 * through has spoken to us, and is no machine.
 */
export const machineAnswered: readonly Transition<EventReceived>[] = [
  {
    why: 'a fax has answered',
    when: (scene) => isForVoicemail(scene) && by(scene) === 'fax',
    to: ended,
    do: (scene) => {
      hush(scene)
      scene.patch({ outcome: 'fax' })
      scene.emit({ type: 'hangup', outcome: 'fax' })
    },
  },
  {
    why: 'an answering machine has answered',
    when: isForVoicemail,
    do: (scene) => {
      const level = voicemailOf(scene)
      if (level?.flow.voicemail === undefined) return
      // Kept, so that it is known from now on: told again, it changes nothing.
      scene.patch({ callerHasFloor: false, events: { ...scene.context.events, [answered]: scene.event.data } })
      scene.wish({ type: 'jump', out: level.out, to: level.flow.voicemail })
    },
  },
]

/** Whether this event leads to the voicemail, rather than to whoever waits for an event of its name. */
export function isForVoicemail(scene: Scene<EventReceived>): boolean {
  if (scene.event.name !== answered || !['machine', 'fax'].includes(by(scene))) return false
  return (
    voicemailOf(scene) !== undefined &&
    scene.context.awaiting?.type !== 'transfer' &&
    !['machine', 'fax'].includes(whoIn(scene.context.events?.[answered]))
  )
}

function voicemailOf(scene: Scene): Level | undefined {
  return levelsOf(scene).find(({ flow }) => flow.voicemail !== undefined)
}

function by({ event }: Scene<EventReceived>): string {
  return whoIn(event.data)
}

function whoIn(data: unknown): string {
  return typeof data === 'object' && data !== null && 'by' in data && typeof data.by === 'string' ? data.by : ''
}
