import type { RecordState } from '../language/state.ts'
import type { RecordingFinished } from '../machine/event.ts'
import { granting } from '../machine/grants.ts'
import type { Node, Transition } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import { assign, routes } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { deafen } from './expectation.ts'
import { outcomeRoutes } from './outcomes.ts'
import { enter, isSpoken, quiet } from './visit.ts'

/** Beyond the longest recording, for the tone and for writing it: only a recorder that is gone is that late. */
const graceMs = 10_000

/**
 * record: says what is to be left, and records it: until a silence, the terminator, or the longest time (VoiceXML 2.1,
 * 2.3.6). What is said meanwhile is neither recognised nor answered. Outcomes: `noinput`, nobody spoke; `failed`, nothing
 * could be kept; without them `next`. A recording that a lost stream has cut off counts.
 */
export function record(state: RecordState): Node {
  const began: Transition[] = [{ why: 'said so', to: '.recording' }]
  return {
    initial: 'asking',
    entry: enter,
    states: {
      asking: {
        entry: (scene) => {
          deafen(scene)
          say(scene, state.prompt, { place: `${state.name}.prompt`, purpose: 'prompt', bargein: state.bargein })
        },
        on: {
          'speech.played': began.map((one) => ({ ...one, when: isSpoken, do: quiet })),
          'speech.interrupted': began.map((one) => ({ ...one, when: isSpoken, do: quiet })),
          'stream.resumed': [{ why: 'the stream came back', to: '.asking' }],
        },
      },
      recording: {
        entry: (scene) => begin(scene, state),
        on: {
          'recording.finished': [
            {
              why: 'it is recorded',
              when: isAwaited,
              to: '.recorded',
              do: (scene) => settle(scene, state, scene.event),
            },
          ],
          'key.pressed': [
            {
              why: 'a key ends it',
              when: ({ event }) => state.terminator !== '' && event.key === state.terminator,
              do: (scene) => {
                const { awaiting } = scene.context
                if (awaiting?.type === 'record.start') scene.emit({ type: 'record.stop', id: awaiting.id })
              },
            },
          ],
          'timer.fired': [
            {
              why: 'nothing was heard of the recording',
              when: rang('wait'),
              to: '.recorded',
              do: (scene) => settle(scene, state, { ref: '', ms: 0, how: 'failed' }),
            },
          ],
          // What there was will be told of at once; without a word of it there is nothing left to wait for.
          'stream.resumed': [
            {
              why: 'the stream came back',
              do: (scene) => arm(scene, 'wait', scene.context.now + scene.flow.silenceLimitMs),
            },
          ],
        },
      },
      recorded: {
        entry: (scene) => assign(scene, state),
        always: [
          ...outcomeRoutes(state).flatMap((route) =>
            route.why === 'error' ? [] : [{ ...route, when: (scene: Scene) => route.when?.(scene) === true }],
          ),
          ...granting(state, routes(state.next)),
        ],
      },
    },
  }
}

function begin(scene: Scene, state: RecordState): void {
  const { call, visit, now } = scene.context
  const effect = {
    type: 'record.start',
    id: `${call.id}-r${visit}`,
    maxMs: state.maxMs,
    silenceMs: state.silenceMs,
    beep: state.beep,
  } as const
  deafen(scene)
  scene.patch({ awaiting: effect })
  scene.emit(effect)
  arm(scene, 'wait', now + state.maxMs + graceMs)
}

function isAwaited({ event, context }: Scene<RecordingFinished>): boolean {
  return context.awaiting?.type === 'record.start' && context.awaiting.id === event.id
}

function settle(
  scene: Scene,
  state: RecordState,
  { ref, ms, how }: Pick<RecordingFinished, 'ref' | 'ms' | 'how'>,
): void {
  disarm(scene, 'wait')
  const ok = how !== 'noinput' && how !== 'failed'
  scene.patch({ awaiting: null, settled: { ok, code: ok ? 'ok' : how }, result: { ref, ms, how } })
  if (ok && state.save !== undefined) scene.patch({ saved: { ...scene.context.saved, [state.save]: { ref, ms } } })
}
