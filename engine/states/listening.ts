import type { GatherState, ConfirmState, DecideState, Rung } from '../language/flow.ts'
import type { Node, Transition, Act } from '../machine/node.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import type { Scene } from '../machine/scene.ts'
import { say, sayText } from '../machine/prompts.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { phrase } from '../patterns/phrases.ts'
import { isSpoken } from './visit.ts'

/** What a kind that listens adds to the phases that all of them share. */
export interface Question {
  /** Says the question. */
  readonly ask: Act
  /** Tells the ear what is expected. */
  readonly expect: Act
  /** What the caller's words lead to; whatever none of these takes is a no-match. */
  readonly heard: readonly Transition<TurnEnded>[]
  /** What a key leads to; a key that none of these takes waits for the next one. */
  readonly keyed: readonly Transition<KeyPressed>[]
  /** The keys have come to an end (terminator, or a pause): what they lead to; otherwise a no-match. */
  readonly keysEnded: readonly Transition[]
}

/**
 * The phases of every state that listens:
 *
 *     opening ──► asking ──played──► listening ──words──► (the kind's own)
 *                   ▲  ▲                │  └─ nothing understood ─► nomatch_1 … nomatch_n ─► listening, or the rung's way
 *                   │  └─ resuming      └──── silence ───────────► noinput_1 … noinput_n ─► listening, or the rung's way
 *             the stream came back
 *
 * Attempts are counted apart, per visit, and go up only when the rung was played (VoiceXML 2.1, 4.1.6 and 5.2.2).
 */
export function listeningPhases(
  state: GatherState | ConfirmState | DecideState,
  question: Question,
): Record<string, Node> {
  const nomatch = ladder(state.nomatch, 'nomatch')
  const noinput = ladder(state.noinput, 'noinput')
  const whileListening: NonNullable<Node['on']> = {
    'turn.ended': [
      ...question.heard.map((transition) => ({ ...transition, do: andThen(takeWords, transition.do) })),
      {
        why: 'it was said before the question',
        when: (scene) => scene.context.callerHasFloor,
        to: '.asking',
        do: yieldFloor,
      },
      ...nomatch,
    ],
    'key.pressed': [
      ...question.keyed,
      { why: 'a key ends the answer', when: endsKeys(state), to: '.keyed' },
      { why: 'more keys may come', do: takeKey(state) },
    ],
    'timer.fired': [
      { why: 'a pause ends the keys', when: rang('keys'), to: '.keyed', do: (scene) => disarm(scene, 'keys') },
      {
        why: 'asked before it was silent',
        when: (scene) => rang('noinput')(scene) && scene.context.callerHasFloor,
        to: '.asking',
        do: yieldFloor,
      },
      ...noinput.map((transition) => ({ ...transition, when: both(rang('noinput'), transition.when) })),
    ],
    'stream.resumed': [{ why: 'the stream came back', to: '.resuming' }],
  }
  const spoken = (to: string): NonNullable<Node['on']> => ({
    ...whileListening,
    'speech.played': [{ why: 'played to its end', when: isSpoken, to, do: quiet }],
    'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to, do: quiet }],
  })
  const rungs = (kind: 'nomatch' | 'noinput'): [string, Node][] =>
    state[kind].map((rung, index) => [`${kind}_${index + 1}`, rungPhase(state, question, rung, kind, index, spoken)])
  return {
    asking: { entry: andThen(resetKeys, question.ask), on: spoken('.listening') },
    listening: { entry: listen(state, question), on: whileListening },
    keyed: { always: [...question.keysEnded, ...nomatch] },
    misunderstood: { always: nomatch },
    resuming: {
      entry: (scene) => {
        question.expect(scene)
        sayText(scene, phrase('cutOff', scene.flow.language), {
          place: 'resuming',
          purpose: 'repair',
          bargein: state.bargein,
        })
      },
      on: {
        ...spoken('.asking'),
        'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to: '.listening', do: quiet }],
      },
    },
    ...Object.fromEntries([...rungs('nomatch'), ...rungs('noinput')]),
  }
}

/** Entered at first: asks, unless the caller is speaking already (they broke into the statement before). */
export function opening(question: Question): Node {
  return {
    entry: question.expect,
    always: [
      { why: 'the caller is speaking already', when: (scene) => scene.context.callerHasFloor, to: '.listening' },
      { why: 'ask', to: '.asking' },
    ],
  }
}

function rungPhase(
  state: GatherState | ConfirmState | DecideState,
  question: Question,
  rung: Rung,
  kind: 'nomatch' | 'noinput',
  index: number,
  spoken: (to: string) => NonNullable<Node['on']>,
): Node {
  const count = (scene: Scene): void => {
    scene.patch({ attempts: { ...scene.context.attempts, [kind]: index + 1 }, repairs: scene.context.repairs + 1 })
  }
  const { say: prompt, to } = rung
  if (prompt === undefined && !rung.repeat)
    return { entry: count, always: [{ why: `${kind} ${index + 1}`, to: to ?? '.listening' }] }
  const on = spoken(to ?? '.listening')
  const counted = <E extends Transition<never>>(transition: E): E => ({
    ...transition,
    do: andThen(count as never, transition.do),
  })
  const speech = {
    'speech.played': (on['speech.played'] ?? []).map(counted),
    'speech.interrupted': (on['speech.interrupted'] ?? []).map((t) => ({ ...t, to: '.listening' })).map(counted),
  }
  return {
    entry: (scene) => {
      resetKeys(scene)
      if (prompt === undefined) question.ask(scene)
      else say(scene, prompt, { place: `${state.name}.${kind}.${index}`, purpose: 'prompt', bargein: state.bargein })
    },
    // A rung that routes is a statement: what is said into it is not an answer any more.
    on:
      to === undefined ? { ...on, ...speech } : { ...speech, 'stream.resumed': [{ why: 'the stream came back', to }] },
  }
}

function ladder(rungs: readonly Rung[], kind: 'nomatch' | 'noinput'): Transition[] {
  const last = rungs.length - 1
  return rungs.map((_, index) => ({
    why: `${kind} ${index + 1}`,
    when: ({ context }: Scene) => index === last || context.attempts[kind] === index,
    to: `.${kind}_${index + 1}`,
  }))
}

function listen(state: GatherState | ConfirmState | DecideState, question: Question): Act {
  return (scene) => {
    if (state.bargein.mode === 'off') question.expect(scene)
    arm(scene, 'noinput', scene.context.now + state.noinputAfterMs)
  }
}

function takeWords(scene: Scene<TurnEnded>): void {
  disarm(scene, 'noinput', 'keys')
  scene.patch({ utterance: scene.event.hypotheses[0]?.text ?? '', callerHasFloor: false, speaking: null })
}

function takeKey(state: GatherState | ConfirmState | DecideState): (scene: Scene<KeyPressed>) => void {
  return (scene) => {
    disarm(scene, 'noinput')
    if (scene.context.speaking !== null) scene.emit({ type: 'clear' })
    const read = Object.entries(scene.event.readings).find(([, { value }]) => value !== null)
    scene.patch({
      speaking: null,
      keys: scene.context.keys + scene.event.key,
      keyed: read === undefined ? null : { slot: read[0], value: read[1].value },
    })
    arm(scene, 'keys', scene.context.now + (state.keypad?.interDigitMs ?? 3000))
  }
}

function endsKeys(state: GatherState | ConfirmState | DecideState): (scene: Scene<KeyPressed>) => boolean {
  return ({ event, context }) => context.keys !== '' && event.key === (state.keypad?.terminator ?? '#')
}

function resetKeys(scene: Scene): void {
  disarm(scene, 'keys', 'noinput')
  scene.patch({ keys: '', keyed: null })
}

function quiet(scene: Scene): void {
  scene.patch({ speaking: null })
}

function yieldFloor(scene: Scene): void {
  disarm(scene, 'noinput')
  scene.patch({ callerHasFloor: false })
}

function andThen<S>(first: (scene: S) => void, second: ((scene: S) => void) | undefined): (scene: S) => void {
  return (scene) => {
    first(scene)
    second?.(scene)
  }
}

function both<S>(first: (scene: S) => boolean, second: ((scene: S) => boolean) | undefined): (scene: S) => boolean {
  return (scene) => first(scene) && (second?.(scene) ?? true)
}
