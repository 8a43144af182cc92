import type { Scene } from './scene.ts'
import type { CallEvent, TimerName } from './event.ts'

/** Arms a timer with an absolute deadline, replacing the one of that name. */
export function arm(scene: Scene, timer: TimerName, due: number): void {
  scene.patch({ timers: { ...scene.context.timers, [timer]: due } })
  scene.emit({ type: 'timer.set', timer, due })
}

/** Disarms these timers, where they are armed. */
export function disarm(scene: Scene, ...names: readonly TimerName[]): void {
  const armed = names.filter((name) => scene.context.timers[name] !== undefined)
  if (armed.length === 0) return
  const timers = { ...scene.context.timers }
  for (const timer of armed) {
    delete timers[timer]
    scene.emit({ type: 'timer.clear', timer })
  }
  scene.patch({ timers })
}

export function disarmAll(scene: Scene): void {
  disarm(scene, ...(Object.keys(scene.context.timers) as TimerName[]))
}

/** A guard: this timer. An older one of its name never comes so far (`step`). */
export function rang(timer: TimerName): (scene: Scene<Extract<CallEvent, { type: 'timer.fired' }>>) => boolean {
  return ({ event }) => event.timer === timer
}
