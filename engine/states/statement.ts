import type { Flow } from '../language/flow.ts'
import type { GreetingState, SayState, State } from '../language/state.ts'
import { granting } from '../machine/grants.ts'
import type { Node } from '../machine/node.ts'
import { patternWords, say, sayText } from '../machine/prompts.ts'
import { assign, routes } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { expectationOf, hear } from './expectation.ts'
import { enter, isSpoken, quiet } from './visit.ts'

/**
 * greeting and say: words without a question. The caller may break in; then the statement is over, statements behind it are
 * passed over, and the next question waits for what the caller says instead of talking over them (VoiceXML 2.1, 4.1.5 and
 * 4.1.8). Where no question is ahead, a statement waits for the caller to finish. A stream that was lost in mid-statement
 * goes on from what had not been heard; a greeting is never said again.
 */
export function statement(state: GreetingState | SayState, flow: Flow): Node {
  const bargein = state.prompt.bargein ?? state.bargein
  const delivery = { place: `${state.name}.prompt`, purpose: 'prompt', bargein } as const
  const ahead = nextQuestion(state, flow)
  const yields = (scene: Scene): boolean => scene.context.callerHasFloor && bargein.mode !== 'off'
  const listen = (scene: Scene): void => hear(scene, expectationOf(ahead === null ? state : ahead, scene, bargein))
  const speaking: Node['on'] = {
    'speech.played': [{ why: 'played to its end', when: isSpoken, to: '.leaving', do: quiet }],
    'speech.interrupted': [
      {
        why: 'the caller broke in',
        when: isSpoken,
        to: '.leaving',
        do: (scene) => scene.patch({ speaking: null, callerHasFloor: true }),
      },
    ],
    'stream.resumed': [
      state.kind === 'greeting'
        ? { why: 'a greeting is said once', to: '.leaving' }
        : { why: 'the stream came back', to: '.resuming' },
    ],
  }
  return {
    initial: 'arriving',
    entry: enter,
    states: {
      arriving: {
        always: [
          {
            why: 'the caller is speaking already',
            when: (scene) => yields(scene) && ahead !== null,
            to: '.leaving',
          },
          { why: 'the caller is speaking already', when: yields, to: '.yielding' },
          { to: '.speaking' },
        ],
      },
      yielding: {
        entry: (scene) => {
          scene.patch({ callerHasFloor: false })
          listen(scene)
          // The session holds a silence's timer back while the caller speaks.
          arm(scene, 'noinput', scene.context.now + flow.silenceLimitMs)
        },
        on: {
          'turn.ended': [{ why: 'the caller has finished', to: '.speaking', do: (scene) => disarm(scene, 'noinput') }],
          'timer.fired': [{ why: 'the caller is silent', when: rang('noinput'), to: '.speaking' }],
          'stream.resumed': [{ why: 'the stream came back', to: '.speaking' }],
        },
      },
      speaking: {
        entry: (scene) => {
          listen(scene)
          say(scene, state.prompt, delivery)
        },
        on: speaking,
      },
      resuming: {
        entry: (scene) => {
          listen(scene)
          const { unheard } = scene.context
          if (unheard === '') return say(scene, state.prompt, delivery)
          sayText(scene, `${patternWords(scene, 'pattern_cut_off')} ${unheard}`, { ...delivery, purpose: 'repair' })
          scene.patch({ unheard: '' })
        },
        on: speaking,
      },
      leaving: {
        entry: (scene) => assign(scene, state),
        always: granting(state, routes(state.next)),
      },
    },
  }
}

/** The question that must come next, whatever happens: its answer may be said into the statement already. */
function nextQuestion(state: State, flow: Flow): State | null {
  const seen = new Set<string>()
  let at: State | undefined = state
  while (at !== undefined && !seen.has(at.name)) {
    seen.add(at.name)
    if (at.kind === 'gather' || at.kind === 'confirm' || at.kind === 'decide') return at
    const only: string | undefined = at.next.length === 1 ? at.next[0]?.to : undefined
    if ((at.kind !== 'say' && at.kind !== 'greeting') || only === undefined) return null
    at = flow.states[only]
  }
  return null
}
