import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/media/clock.ts'
import { createPlaybackWheel } from '../../../src/media/playback-wheel.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

/** Timers fire late, as on a busy machine: by as much as `lateMs` says. */
class LateClock extends VirtualClock {
  lateMs: () => number = () => 0
  override after(ms: number, run: () => void): ReturnType<Clock['after']> {
    return super.after(ms + this.lateMs(), run)
  }
}

function visits(
  clock: VirtualClock,
  wheel: ReturnType<typeof createPlaybackWheel>,
): { at: number[]; leave: () => void } {
  const startedAt = clock.now()
  const at: number[] = []
  return { at, leave: wheel.board((now) => at.push(now - startedAt)) }
}

describe('the playback wheel', () => {
  it('visits each rider once a turn', () => {
    const clock = new VirtualClock()
    const { at } = visits(clock, createPlaybackWheel({ clock }))
    clock.tick(1000)
    expect(at).toHaveLength(10)
    expect(new Set(at.map((time) => time % 100)).size).toBe(1)
  })

  it('spreads its riders over the turn', () => {
    const clock = new VirtualClock()
    const wheel = createPlaybackWheel({ clock })
    const riders = Array.from({ length: 100 }, () => visits(clock, wheel))
    clock.tick(100)
    const together = Map.groupBy(
      riders.flatMap(({ at }) => at),
      (time) => time,
    )
    expect([...together.values()].map((times) => times.length)).toEqual(Array.from({ length: 10 }, () => 10))
  })

  it('does not drift, however late its timers are', () => {
    const clock = new LateClock()
    let n = 0
    clock.lateMs = () => (n++ * 7) % 9
    const { at } = visits(clock, createPlaybackWheel({ clock }))
    clock.tick(600_020)
    expect(at).toHaveLength(6000)
    at.forEach((time, i) => expect(Math.abs(time - at[0]! - i * 100)).toBeLessThanOrEqual(9))
  })

  it('visits everyone once after the process stood still, and then keeps its times', () => {
    const clock = new LateClock()
    const wheel = createPlaybackWheel({ clock })
    const riders = Array.from({ length: 20 }, () => visits(clock, wheel))
    clock.tick(300)
    // The timer that is set at 310 fires at 1070 instead of 320.
    clock.lateMs = () => 750
    clock.tick(10)
    clock.lateMs = () => 0
    clock.tick(2070 - 310)
    for (const { at } of riders) {
      expect(at.filter((time) => time > 310 && time <= 1070)).toEqual([1070])
      const onTime = at.filter((time) => time > 1070)
      expect(onTime).toHaveLength(10)
      expect(new Set(onTime.map((time) => time % 100))).toEqual(new Set([at[0]! % 100]))
    }
  })

  it('has no timer while nobody rides, and a single one for everybody', () => {
    const clock = new VirtualClock()
    const wheel = createPlaybackWheel({ clock })
    expect(clock.pending).toBe(0)
    const riders = Array.from({ length: 50 }, () => visits(clock, wheel))
    expect(clock.pending).toBe(1)
    clock.tick(200)
    for (const { leave } of riders) leave()
    expect(clock.pending).toBe(0)
    const visited = riders.map(({ at }) => at.length)
    clock.tick(1000)
    expect(riders.map(({ at }) => at.length)).toEqual(visited)
  })

  it('goes on in time for one who boards after it stood still', () => {
    const clock = new VirtualClock()
    const wheel = createPlaybackWheel({ clock })
    visits(clock, wheel).leave()
    clock.tick(12_345)
    const { at } = visits(clock, wheel)
    const boarded = 12_345
    clock.tick(500)
    expect(at).toHaveLength(5)
    expect(at[0]! - boarded).toBeLessThanOrEqual(100)
  })

  it('lets riders get off, and others on, while they are visited', () => {
    const clock = new VirtualClock()
    const wheel = createPlaybackWheel({ clock })
    const log: string[] = []
    const leave = wheel.board(() => {
      log.push('first')
      leave()
      wheel.board(() => log.push('second'))
    })
    clock.tick(250)
    expect(log[0]).toBe('first')
    expect(log.filter((name) => name === 'first')).toHaveLength(1)
    expect(log.filter((name) => name === 'second').length).toBeGreaterThanOrEqual(1)
  })
})
