import { levelsOf, type Level } from '../machine/levels.ts'
import type { CallEvent, CallFacts } from '../machine/event.ts'
import type { JsonObject } from '../language/json.ts'
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

/** Who has answered is known: kept under a name that no event has, since whoever waits for one takes it away. */
const known = '$answered'

/** The line is asked to listen to a greeting for so long at most (Twilio's own default); then it says that it does not know. */
export const listensForMs = 30_000
/** Until what the line tells has come: its way here, and once more where a server was just ending. */
const tellingMs = 3000

/** Until when a call of ours may yet be told who has answered: absolute, and past in most calls that were conversations. */
export function toldUntil({ context }: Scene): number {
  return (context.answeredAt ?? context.now) + listensForMs + tellingMs
}

/** The line has told that it is no machine: from now on the call may end when it likes. */
export const personAnswered: Transition<EventReceived> = {
  when: (scene) => scene.event.name === answered && isOfOurs(scene),
  do: (scene) => scene.patch({ events: { ...scene.context.events, ...whoAnswered(scene.context.call, answered) } }),
}

/** What is to be remembered of an event that somebody has waited for: that it is known who has answered. */
export function whoAnswered({ direction }: CallFacts, event: string): JsonObject {
  return direction === 'outbound' && event === answered ? { [known]: true } : {}
}

/**
 * Whether a call of ours may still be a machine whose greeting we have spoken into: then it must not end before the tone, or
 * the message would never be left. A person is known after a few words, and hangs up by themselves.
 */
export function mayBeMachine(scene: Scene): boolean {
  const { events = {} } = scene.context
  return isOfOurs(scene) && !Object.hasOwn(events, known) && !Object.hasOwn(events, answered)
}

function isOfOurs(scene: Scene): boolean {
  return scene.context.call.direction === 'outbound' && voicemailOf(scene) !== undefined
}

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
