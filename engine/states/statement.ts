import type { Flow, GreetingState, SayState, State } from '../language/flow.ts'
import { say, sayText } from '../machine/prompts.ts'
import type { Node } from '../machine/node.ts'
import { routes, assign } from '../machine/routes.ts'
import type { Scene } from '../machine/scene.ts'
import { phrase } from '../patterns/phrases.ts'
import { expectationOf } from './expectation.ts'
import { enter, isSpoken, leave } from './visit.ts'

/**
 * greeting and say: words without a question. The caller may break in; then the statement is over, and the next question
 * waits for what they say instead of talking over them (VoiceXML 2.1, 4.1.8). A stream that was lost in mid-statement goes
 * on from what had not been heard; a greeting is never said again.
 */
export function statement(state: GreetingState | SayState, flow: Flow): Node {
  const delivery = { place: `${state.name}.prompt`, purpose: 'prompt', bargein: state.bargein } as const
  const ahead = nextQuestion(state, flow)
  const speaking: Node['on'] = {
    'speech.played': [
      { why: 'played to its end', when: isSpoken, to: '.leaving', do: (scene) => scene.patch({ speaking: null }) },
    ],
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
    initial: 'speaking',
    entry: enter,
    states: {
      speaking: {
        entry: (scene) => {
          if (state.bargein.mode === 'off') scene.emit({ type: 'deafen' })
          else scene.emit(ahead === null ? { ...nothing(state, scene) } : expectationOf(ahead, scene, state.bargein))
          say(scene, state.prompt, delivery)
        },
        on: speaking,
      },
      resuming: {
        entry: (scene) => {
          const cutOff = phrase('cutOff', flow.language)
          if (scene.context.unheard === '') return say(scene, state.prompt, delivery)
          sayText(scene, `${cutOff} ${scene.context.unheard}`, { ...delivery, purpose: 'repair' })
          scene.patch({ unheard: '' })
        },
        on: speaking,
      },
      leaving: {
        entry: (scene) => {
          leave(scene)
          assign(scene, state)
        },
        always: routes(state.next),
      },
    },
  }
}

function nothing(state: State, scene: Scene): ReturnType<typeof expectationOf> {
  return {
    type: 'listen',
    state: state.name,
    language: scene.flow.language,
    slots: [],
    options: {},
    bargein: state.bargein,
    earlier: {},
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
