import type { Prompt, Rung } from '../language/prompt.ts'
import { promptsOf } from '../language/uses.ts'
import type { Listen } from '../machine/effect.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import type { Act, MachineEvent, Node, Transition } from '../machine/node.ts'
import { hush, patternWords, say, sayText } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { arm, disarm, rang } from '../machine/timers.ts'
import { asidePhases, leaveTrail } from './asides.ts'
import type { ListeningState } from './besides.ts'
import { asideTransitions, isFor, keepRequests } from './claiming.ts'
import { hear, speakAndHear } from './expectation.ts'
import { keyTransitions } from './keys.ts'
import { countRung, isTooOften } from './ladder-limits.ts'
import { isSpoken, quiet } from './visit.ts'

/** What a kind that listens adds to the phases that all of them share. */
export interface Question {
  /** Says the question, with a sentence behind it where there is one. */
  readonly ask: (scene: Scene, behind?: string) => void
  /** What may be answered, here and now. */
  readonly expected: (scene: Scene) => Listen
  /** What the caller's words lead to; whatever none of these takes is a no-match. */
  readonly heard: readonly Transition<TurnEnded>[]
  /** The one slot that is missing of several, by name; null where others are. */
  readonly only?: (scene: Scene) => string | null
  /** That what is asked for can be typed, and how: told to whoever is not understood again. */
  readonly keyOffer?: (scene: Scene) => string | null
  /** Keeps what the words give besides, before it is known what they lead to. */
  readonly said?: (scene: Scene<TurnEnded>) => void
  /** What a key leads to; a key that none of these takes waits for the next one. */
  readonly keyed: readonly Transition<KeyPressed>[]
  /** Which slot's reading is what the keys make so far; absent: keys are only ever options. */
  readonly keypadSlot?: (scene: Scene) => string | null
  /** The keys have come to an end (terminator, enough of them, or a pause): what they lead to; otherwise a no-match. */
  readonly keysEnded: readonly Transition[]
  /** How far the words are an answer: told by the readings alone. Absent: whatever `heard` takes is a closed one. */
  readonly isOpen?: (scene: Scene<TurnEnded>) => boolean
  /** Whether a model may be asked what the words mean: it is the phase `deciding`. Never with anything secret. */
  readonly mayAsk: (scene: Scene<TurnEnded>) => boolean
  /** Why a correction in the event was refused. */
  readonly declined?: (scene: Scene<TurnEnded>) => Prompt | null
  /** Why the answer in the event was refused; null where it was not. Said by the phase `refusing`. */
  readonly refusal?: (scene: Scene) => Prompt | null
  /** A rung has put the question in words of its own. */
  readonly restate?: Act
  /** Ladders of parts of the question, which come before the state's own. */
  readonly ladders?: readonly Ladder[]
  /** One step back within the question, where there is one. */
  readonly stepBack?: { readonly can: (scene: Scene) => boolean; readonly take: Act }
  /** `item` in what a rung says. */
  readonly item?: (scene: Scene) => Scene['item']
}

/** Rungs for a part of a question; `name` is in the names of their phases. */
export interface Ladder {
  readonly name: string
  readonly when: (scene: Scene) => boolean
  readonly noinput: readonly Rung[]
  readonly nomatch: readonly Rung[]
}

/**
 * The phases of every state that listens:
 *
 *     opening ──► asking ──played──► listening ──words──► (the kind's own)
 *        │          ▲ └──broken into──► interrupted │ └─ nothing understood ─► nomatch_1 … nomatch_n ─► listening, or the rung's way
 *        └► yielding┘                               └──── silence ───────────► noinput_1 … noinput_n ─► listening, or the rung's way
 *
 * yielding: the caller was speaking before the question could be asked; if that was no answer it is asked, and nothing counts.
 * interrupted: as listening, but if the interruption turns out to be nothing the question is asked again, and nothing counts.
 * keying: keys are coming; words that are no answer are not held against them. refusing, resuming: said before it is asked
 * again. Attempts are counted apart, per visit, and go up only when the rung was played (VoiceXML 2.1, 4.1.6 and 5.2.2).
 */
export function listeningPhases(state: ListeningState, question: Question): Record<string, Node> {
  const silent = arming(state)
  // What was heard while the question was put was heard by that prompt's policy.
  const anew = state.bargein.mode === 'off' || promptsOf(state).some(({ bargein }) => bargein !== undefined)
  const common = whileListening(state, question)
  const spoken = (to: string, brokenInto = '.interrupted'): NonNullable<Node['on']> => ({
    ...common,
    'speech.played': [{ why: 'played to its end', when: isSpoken, to, do: quiet }],
    'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to: brokenInto, do: quiet }],
  })
  const heard = withWords(question.heard, question)
  const asides = withWords(asideTransitions(question), question)
  const unasked: Transition = { why: 'it was not asked yet', to: '.asking', do: (scene) => disarm(scene, 'noinput') }
  const { refusal } = question
  return {
    asking: {
      entry: (scene) => {
        resetKeys(scene)
        leaveTrail(scene, state.name)
        scene.patch({ callerHasFloor: false })
        speakAndHear(scene, question.expected(scene), () => question.ask(scene))
      },
      on: spoken('.listening'),
    },
    listening: {
      entry: (scene) => {
        if (anew) scene.emit(question.expected(scene))
        silent(scene)
      },
      on: common,
    },
    interrupted: {
      entry: silent,
      on: {
        ...common,
        'turn.ended': [
          { why: 'it was nothing', when: ({ event }) => event.hypotheses.length === 0, to: '.asking', do: countRepair },
          ...(common['turn.ended'] ?? []),
        ],
      },
    },
    yielding: {
      entry: (scene) => {
        scene.patch({ callerHasFloor: false })
        scene.emit(question.expected(scene))
        silent(scene)
      },
      on: {
        ...common,
        'turn.ended': [...asides, ...heard, { ...unasked, do: takeWords }],
        'timer.fired': [{ ...unasked, when: rang('noinput') }, ...(common['timer.fired'] ?? [])],
      },
    },
    keying: { on: { ...common, 'turn.ended': heard } },
    ...asidePhases(state, question, spoken, common, silent),
    keyed: { always: [...question.keysEnded, ...ladders(state, question, 'nomatch')] },
    misunderstood: { always: ladders(state, question, 'nomatch') },
    resuming: {
      entry: (scene) => {
        hear(scene, question.expected(scene))
        const delivery = { place: 'resuming', purpose: 'repair', bargein: state.bargein } as const
        sayText(scene, patternWords(scene, 'pattern_cut_off'), delivery)
      },
      on: spoken('.asking', '.yielding'),
    },
    ...(refusal === undefined
      ? {}
      : {
          refusing: {
            entry: (scene: Scene) => {
              const why = refusal(scene)
              resetKeys(scene)
              countRepair(scene)
              const delivery = { place: `${state.name}.reject`, purpose: 'prompt', bargein: state.bargein } as const
              speakAndHear(scene, question.expected(scene), () => {
                if (why !== null) say(scene, why, delivery)
              })
            },
            on: spoken('.asking'),
          },
        }),
    ...Object.fromEntries(
      [{ name: '', noinput: state.noinput, nomatch: state.nomatch }, ...(question.ladders ?? [])].flatMap((of) =>
        (['nomatch', 'noinput'] as const).flatMap((kind) =>
          of[kind].map((rung, index) => [
            phaseOf(kind, of.name, index),
            rungPhase(state, question, { ...rung, kind, index, of: of.name }, spoken('.listening')),
          ]),
        ),
      ),
    ),
  }
}

/** Entered at first: asks, unless the caller is speaking already (they broke into the statement before). */
export const opening: Node = {
  always: [
    {
      why: 'the caller is speaking already',
      when: ({ context }) => context.callerHasFloor,
      to: '.yielding',
    },
    { why: 'the next request', when: ({ context }) => (context.queue?.length ?? 0) > 0, to: '.serving' },
    { why: 'ask', to: '.asking' },
  ],
}

function whileListening(state: ListeningState, question: Question): NonNullable<Node['on']> {
  return {
    'turn.ended': withWords(
      [
        ...asideTransitions(question),
        ...question.heard.map((transition) => ({ ...transition, do: andThen(keepRequests, transition.do) })),
        { why: 'the examples do not tell', when: isFor(question, 'model'), to: '.deciding' },
        ...ladders(state, question, 'nomatch'),
      ],
      question,
    ),
    'key.pressed': keyTransitions(state, question),
    'timer.fired': [
      { why: 'a pause ends the keys', when: rang('keys'), to: '.keyed' },
      ...ladders(state, question, 'noinput').map((transition) => ({
        ...transition,
        when: both(rang('noinput'), transition.when),
      })),
    ],
    'stream.resumed': [{ why: 'the stream came back', to: '.resuming' }],
  }
}

/** Of no-matches: from the second on, typing is offered. */
const keysOfferedFrom = 2

function rungPhase(
  state: ListeningState,
  question: Question,
  {
    say: whole,
    narrow,
    repeat,
    to,
    kind,
    index,
    of,
  }: Rung & { readonly kind: 'nomatch' | 'noinput'; readonly index: number; readonly of: string },
  on: NonNullable<Node['on']>,
): Node {
  const count = (scene: Scene): void => {
    scene.patch({ attempts: { ...scene.context.attempts, [kind]: index + 1 } })
    countRung(scene, kind)
    countRepair(scene)
  }
  if (whole === undefined && repeat !== true)
    return { entry: count, always: [{ why: `${kind} ${index + 1}`, to: to ?? '.listening' }] }
  const counted = <E extends MachineEvent>(transition: Transition<E>): Transition<E> => ({
    ...transition,
    do: andThen(count, transition.do),
  })
  const speak = (scene: Scene): void => {
    resetKeys(scene)
    const only = question.only?.(scene) ?? null
    const own = only === null ? undefined : narrow?.[only]
    const prompt = own ?? whole
    const part = own === undefined ? of : (only ?? of)
    const place = part === '' ? `${state.name}.${kind}.${index}` : `${state.name}.${part}.${kind}.${index}`
    const isOffered = to === undefined && kind === 'nomatch' && index + 1 >= keysOfferedFrom
    const offer = isOffered ? (question.keyOffer?.(scene) ?? null) : null
    const behind = offer === null ? {} : { behind: offer }
    if (prompt === undefined) return question.ask(scene, behind.behind)
    question.restate?.(scene)
    scene.item = question.item?.(scene)
    say(scene, prompt, { place, purpose: 'prompt', bargein: state.bargein, ...behind })
    scene.item = undefined
  }
  if (to === undefined)
    return {
      entry: (scene) => speakAndHear(scene, question.expected(scene), speak),
      on: {
        ...on,
        'speech.played': (on['speech.played'] ?? []).map(counted),
        'speech.interrupted': (on['speech.interrupted'] ?? []).map(counted),
      },
    }
  // A rung that routes is a statement: what is said into it is for the next question.
  return {
    entry: (scene) => speakAndHear(scene, { ...question.expected(scene), slots: [], options: {} }, speak),
    on: {
      'speech.played': [counted({ why: 'played to its end', when: isSpoken, to, do: quiet })],
      'speech.interrupted': [
        counted({
          why: 'the caller broke in',
          when: isSpoken,
          to,
          do: (scene) => scene.patch({ speaking: null, callerHasFloor: true }),
        }),
      ],
      'stream.resumed': [counted({ why: 'the stream came back', to })],
    },
  }
}

/** The ladder of the part of the question that is open, else the state's own. */
function ladders(state: ListeningState, { ladders: parts = [] }: Question, kind: 'nomatch' | 'noinput'): Transition[] {
  const own = parts.flatMap((part) =>
    ladder(part[kind], kind, part.name).map((transition) => ({
      ...transition,
      when: both(part.when, transition.when),
    })),
  )
  return [...own, ...ladder(state[kind], kind, '')]
}

function ladder(rungs: readonly Rung[], kind: 'nomatch' | 'noinput', of: string): Transition[] {
  const last = rungs.length - 1
  const atOnce: Transition = {
    why: `${kind} too often in this call`,
    when: (scene: Scene) => isTooOften(scene, kind),
    to: `.${phaseOf(kind, of, last)}`,
  }
  const each = rungs.map((_, index) => ({
    why: `${kind} ${index + 1}`,
    when: ({ context }: Scene) => index === last || context.attempts[kind] === index,
    to: `.${phaseOf(kind, of, index)}`,
  }))
  return last > 0 ? [atOnce, ...each] : each
}

function phaseOf(kind: 'nomatch' | 'noinput', of: string, index: number): string {
  return of === '' ? `${kind}_${index + 1}` : `${kind}_of_${of}_${index + 1}`
}

function arming({ noinputAfterMs }: ListeningState): Act {
  return (scene) => arm(scene, 'noinput', scene.context.now + noinputAfterMs)
}

function withWords(transitions: readonly Transition<TurnEnded>[], { said }: Question): Transition<TurnEnded>[] {
  return transitions.map((transition) => ({
    ...transition,
    do: andThen(andThen(takeWords, said), transition.do),
  }))
}

function takeWords(scene: Scene<TurnEnded>): void {
  resetKeys(scene)
  hush(scene)
  scene.patch({ utterance: keptWords(scene), callerHasFloor: false })
}

/** What is kept of the words for whoever asks a model about them later: nothing of what is secret. */
export function keptWords({ event }: Scene<TurnEnded>): string {
  return event.secret === true ? '' : (event.hypotheses[0]?.text ?? '')
}

function resetKeys(scene: Scene): void {
  disarm(scene, 'keys', 'noinput')
  scene.patch({ keys: '', keyed: null })
}

/** Bounds what is asked in a whole call (`maxRepairs`). */
export function countRepair(scene: Scene): void {
  scene.patch({ repairs: scene.context.repairs + 1 })
}

function andThen<E extends MachineEvent>(
  first: (scene: Scene<E>) => void,
  second: ((scene: Scene<E>) => void) | undefined,
): (scene: Scene<E>) => void {
  return (scene) => {
    first(scene)
    second?.(scene)
  }
}

function both<S>(first: (scene: S) => boolean, second: ((scene: S) => boolean) | undefined): (scene: S) => boolean {
  return (scene) => first(scene) && (second?.(scene) ?? true)
}
