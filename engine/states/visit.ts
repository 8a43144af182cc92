import type { SpeechInterrupted, SpeechPlayed } from '../machine/event.ts'
import { hush } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { disarmAll } from '../machine/timers.ts'

/** Entering a flow's state: a new visit, with its own attempts. Nothing of the state before may ring or speak into it. */
export function enter(scene: Scene): void {
  disarmAll(scene)
  hush(scene)
  scene.patch({
    visit: scene.context.visit + 1,
    attempts: { noinput: 0, nomatch: 0 },
    keys: '',
    keyed: null,
    partial: {},
    unheard: '',
    settled: null,
    awaiting: null,
    result: null,
  })
}

/** A guard: the utterance that is being played, and not an older one. */
export function isSpoken(scene: Scene<SpeechPlayed | SpeechInterrupted>): boolean {
  return scene.event.id === scene.context.speaking
}

/** It has been said. */
export function quiet(scene: Scene): void {
  scene.patch({ speaking: null })
}
