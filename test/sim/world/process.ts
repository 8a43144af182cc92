import type { Cancel, Clock } from '../../../src/media/clock.ts'
import type { Agenda } from './agenda.ts'

/**
 * A server's process as the operating system has it: it has a clock of its own, can stand still, and can die. What comes to
 * it while it stands still is done when it goes on; what comes to it when it is dead is never done.
 */
export class Process {
  readonly name: string
  readonly #agenda: Agenda
  #skewMs: number
  #state: 'running' | 'still' | 'catching up' | 'dead' = 'running'
  #backlog: (() => void)[] = []
  readonly #timers = new Set<Cancel>()
  readonly clock: Clock
  readonly #lastWill = new Set<() => void>()

  constructor(name: string, agenda: Agenda, skewMs: number) {
    this.name = name
    this.#agenda = agenda
    this.#skewMs = skewMs
    this.clock = { now: () => agenda.now + this.#skewMs, after: (ms, run) => this.#after(ms, run) }
  }

  get isDead(): boolean {
    return this.#state === 'dead'
  }

  get isStill(): boolean {
    return this.#state === 'still'
  }

  get timers(): number {
    return this.#timers.size
  }

  get skewMs(): number {
    return this.#skewMs
  }

  /** Something comes to the process: it is done in its turn, or never. */
  deliver(run: () => void): void {
    if (this.#state === 'running') run()
    else if (this.#state !== 'dead') this.#backlog.push(run)
  }

  /** Something leaves the process: at once, or when it goes on. */
  act(run: () => void): void {
    if (this.#state === 'still') this.#backlog.push(run)
    else if (this.#state !== 'dead') run()
  }

  /** Whoever has a connection to it is told when it dies. */
  onDeath(run: () => void): Cancel {
    this.#lastWill.add(run)
    return () => void this.#lastWill.delete(run)
  }

  die(): void {
    this.#state = 'dead'
    this.#backlog = []
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    for (const run of this.#lastWill) run()
    this.#lastWill.clear()
  }

  standStill(ms: number): void {
    if (this.#state !== 'running') return
    this.#state = 'still'
    this.#agenda.after(ms, () => this.#goOn())
  }

  /** Its clock moves on. It never goes back. */
  jump(ms: number): void {
    this.#skewMs += Math.max(0, ms)
  }

  /** One after another, with all that each of them leads to. */
  #goOn(): void {
    if (this.#state === 'dead') return
    const next = this.#backlog.shift()
    this.#state = next === undefined ? 'running' : 'catching up'
    if (next === undefined) return
    next()
    this.#agenda.after(0, () => this.#goOn())
  }

  #after(ms: number, run: () => void): Cancel {
    if (this.#state === 'dead') return () => {}
    let isOver = false
    const stop = this.#agenda.after(ms, () => {
      this.#timers.delete(cancel)
      this.deliver(() => {
        if (!isOver) run()
      })
    })
    const cancel = (): void => {
      isOver = true
      stop()
      this.#timers.delete(cancel)
    }
    this.#timers.add(cancel)
    return cancel
  }
}
