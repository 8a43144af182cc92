import type { WaitState } from '../language/state.ts'
import type { CallEvent } from '../machine/event.ts'
import { granting } from '../machine/grants.ts'
import type { Node, Transition } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import { assign, routes, save } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { isForVoicemail, whoAnswered } from './answering-machine.ts'
import { expectationOf, speakAndHear } from './expectation.ts'
import { outcomeRoutes } from './outcomes.ts'
import { enter, isSpoken, quiet } from './visit.ts'
import { finishing, waiting } from './waiting.ts'

type EventReceived = Extract<CallEvent, { type: 'event.received' }>

/**
 * wait: holds until an event of this name comes from outside the call, or the time is up (`timeout`). The time counts from
 * when it begins to hold, after its prompt. An event that came before anybody waited for it is taken at once. Its data is
 * `result`; the filler bounds the silence.
 */
export function wait(state: WaitState): Node {
  const come: Transition<EventReceived> = {
    why: 'it has happened',
    // A machine has nobody who waits.
    when: (scene) => scene.event.name === state.event && !isForVoicemail(scene),
    to: '.finishing',
    do: (scene) => take(scene, state, scene.event.data),
  }
  const early = ({ context }: Scene): boolean => Object.hasOwn(context.events ?? {}, state.event)
  return {
    initial: 'arriving',
    entry: enter,
    states: {
      arriving: {
        always: [
          {
            why: 'it has happened already',
            when: early,
            to: '.finishing',
            do: (scene) => take(scene, state, scene.context.events?.[state.event] ?? null),
          },
          { to: state.prompt === undefined ? '.holding' : '.saying' },
        ],
      },
      saying: {
        entry: (scene) => {
          const delivery = { place: `${state.name}.prompt`, purpose: 'prompt', bargein: state.bargein } as const
          speakAndHear(scene, expectationOf(state, scene), () => {
            if (state.prompt !== undefined) say(scene, state.prompt, delivery)
          })
        },
        on: {
          'event.received': [come],
          'speech.played': [{ why: 'said so', when: isSpoken, to: '.holding', do: quiet }],
          'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to: '.holding', do: quiet }],
          'stream.resumed': [{ why: 'the stream came back', to: '.saying' }],
        },
      },
      holding: waiting({
        phase: 'holding',
        place: state.name,
        filler: state.filler,
        bargein: state.bargein,
        begin: (scene) => arm(scene, 'wait', scene.context.now + state.timeoutMs),
        expected: (scene) => expectationOf(state, scene),
        on: {
          'event.received': [come],
          'timer.fired': [
            {
              why: 'it did not happen in time',
              when: rang('wait'),
              to: '.finishing',
              do: (scene) => {
                disarm(scene, 'filler')
                scene.patch({ settled: { ok: false, code: 'timeout' } })
              },
            },
          ],
        },
      }),
      finishing: finishing('.returned'),
      returned: {
        entry: (scene) => {
          if (scene.context.settled?.ok === true) assign(scene, state)
        },
        always: [
          ...granting(state, routes(state.next)).map((route) => ({
            ...route,
            when: (scene: Scene) => scene.context.settled?.ok === true && (route.when?.(scene) ?? true),
          })),
          ...outcomeRoutes(state),
        ],
      },
    },
  }
}

function take(scene: Scene, state: WaitState, data: EventReceived['data']): void {
  disarm(scene, 'wait', 'filler')
  const { [state.event]: _, ...others } = scene.context.events ?? {}
  const events = { ...others, ...whoAnswered(scene.context.call, state.event) }
  scene.patch({ settled: { ok: true, code: 'ok' }, result: data, events })
  save(scene, state.save)
}
