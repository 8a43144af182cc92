import type { Placed } from '../../../src/server/outbound.ts'
import type { Refused } from '../../../src/server/outbound-rules.ts'
import type { World } from './world.ts'

/** How often somebody asks for one call who is not answered. */
const mostAttempts = 12
const givesUpAfterMs = 5000
/** A call that was ordered and not dialled is in nobody's way for longer than this. */
const nobodyRungMs = 20_000

/** Somebody else's system that has somebody called: it asks any server of ours, with the same key until it is told. */
export class Ordering {
  readonly #world: World
  #told: Placed | Refused | null = null

  constructor(world: World) {
    this.#world = world
    this.#ask(mostAttempts)
    // Sometimes it asks twice at once, as over a network that repeats.
    if (world.chance.happens(0.15)) world.after(world.latency(300), () => this.#ask(1))
  }

  /** Where it was told that nobody has been called, and somebody has. */
  wasToldWrong(dialled: number): boolean {
    return this.#told !== null && ('code' in this.#told || this.#told.status === 'failed') && dialled > 0
  }

  #ask(attempts: number): void {
    const world = this.#world
    if (attempts === 0) return this.#isOver()
    const server = world.balance()
    let isOver = false
    const again = (): void => {
      if (isOver) return
      isOver = true
      world.after(400, () => this.#ask(attempts - 1))
    }
    if (server === null || server.process.isDead) return again()
    world.after(world.latency(100), () => {
      if (server.process.isDead) return again()
      const forget = server.process.onDeath(again)
      world.after(givesUpAfterMs, again)
      server.order('an order', (reply) => {
        forget()
        if (isOver) return
        if (reply === 'failed') return again()
        isOver = true
        world.tell(`who ordered the call is told: ${'code' in reply ? reply.code : reply.status}`)
        world.count(`ordered call ${'code' in reply ? reply.code : reply.status}`)
        this.#told = reply
        this.#isOver()
      })
    })
  }

  /** Where nobody rings by then nobody ever does. */
  #isOver(): void {
    this.#world.after(nobodyRungMs, () => this.#world.phone.neverRang())
  }
}
