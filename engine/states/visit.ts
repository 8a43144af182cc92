import { disarmAll } from '../machine/timers.ts'
import type { SpeechInterrupted, SpeechPlayed } from '../machine/event.ts'
import type { Scene } from '../machine/scene.ts'

/** Entering a flow's state: a new visit, with its own attempts. */
export function enter(scene: Scene): void {
  scene.patch({
    visit: scene.context.visit + 1,
    attempts: { noinput: 0, nomatch: 0 },
    keys: '',
    keyed: null,
    partial: {},
    settled: null,
    awaiting: null,
    result: null,
  })
}

/** Leaving it: nothing of it may ring later. */
export function leave(scene: Scene): void {
  disarmAll(scene)
}

/** A guard: the utterance that is being played, and not an older one. */
export function isSpoken(scene: Scene<SpeechPlayed | SpeechInterrupted>): boolean {
  return scene.event.id === scene.context.speaking
}
