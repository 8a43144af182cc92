import type { Remote as RemoteName } from '../plan.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** How something is asked of another machine. */
export interface Request<T> {
  /** `tool once`: a write that the other side would make again, so that the network must not repeat it. */
  readonly of: RemoteName | 'tool once'
  /** For points and stories: `store.commit`. */
  readonly what: string
  /** Told when it leaves the process. */
  readonly left?: () => void
  /** There, once it has come: answers now or later, never twice. */
  readonly carryOut: (answer: (value: T) => void, refuse: (error: unknown) => void) => void
  /** Without an answer for so long it rejects with `late`; without a limit it waits for ever. */
  readonly timeoutMs?: number
  readonly late?: () => unknown
  /** While the other side is away it rejects with this, soon. */
  readonly away?: () => unknown
  /** The longest that a way takes, in milliseconds. */
  readonly latencyMs: number
}

/**
 * Asks another machine, over a network that loses, delays and repeats. The process may die or stand still before the request
 * leaves, while it is carried out, and before the answer is read: then nobody goes on with it.
 */
export function ask<T>(world: World, process: Process, request: Request<T>): Promise<T> {
  const { of, what, latencyMs } = request
  return new Promise<T>((resolve, reject) => {
    world.point(`${what}:sent`, process)
    process.act(() => {
      const found = world.requestFault(of === 'tool once' ? 'tool' : of)
      const fault = of === 'tool once' && found?.how === 'twice' ? null : found
      request.left?.()
      let isOver = false
      let stopWaiting = (): void => {}
      const answer = (settle: () => void): void => {
        process.deliver(() => {
          if (isOver) return
          isOver = true
          stopWaiting()
          world.point(`${what}:answered`, process)
          // Whoever stands still goes on with it later.
          if (process.isStill) process.deliver(settle)
          else if (!process.isDead) settle()
        })
      }
      if (request.timeoutMs !== undefined) {
        stopWaiting = process.clock.after(request.timeoutMs, () => {
          if (isOver) return
          isOver = true
          world.recovered(`${of} request timed out`)
          reject(request.late?.())
        })
      }
      if (fault?.how === 'lost') return
      if (request.away !== undefined && world.isAway(of === 'tool once' ? 'tool' : of)) {
        world.after(world.latency(latencyMs), () => answer(() => reject(request.away?.())))
        return
      }
      const slowMs = fault?.how === 'slow' ? fault.ms : 0
      // Half of what is slow is slow on its way there: it is carried out late.
      const thereMs = slowMs > 0 && world.chance.happens(0.5) ? slowMs : 0
      const carryOut = (isFirst: boolean): void => {
        const back = (settle: () => void): void => {
          world.point(`${what}:done`, process)
          if (isFirst && fault?.how !== 'unanswered')
            world.after(world.latency(latencyMs) + slowMs - thereMs, () => answer(settle))
        }
        request.carryOut(
          (value) => back(() => resolve(value)),
          (error) => back(() => reject(error)),
        )
      }
      world.after(world.latency(latencyMs) + thereMs, () => carryOut(true))
      if (fault?.how === 'twice') world.after(world.latency(latencyMs) + fault.ms, () => carryOut(false))
    })
  })
}
