import type { Prompt, Rung } from '../language/prompt.ts'
import type { Listen } from '../machine/effect.ts'
import type { KeyPressed, TurnEnded } from '../machine/event.ts'
import type { Act, Transition } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'

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
