import { setTimeout as wait } from 'node:timers/promises'
import type { StandInCall } from '../stand-ins/twilio-call.ts'
import type { Fleet, Host } from './fleet.ts'
import type { KillPoint } from './kill-points.ts'
import { nextWords, type NextWord } from './next-word.ts'

/** One fault and what came of it. `happened` is false where the point was never reached: then nothing was proven. */
export interface Injected {
  readonly fault: string
  readonly happened: boolean
  readonly words: readonly NextWord[]
  /** Whether P6 sets a limit to it. */
  readonly counts: boolean
  /** The line is not told that the server is gone, so that it cannot redirect by itself. */
  readonly silent?: true
}

export interface World {
  readonly fleet: Fleet
  readonly random: () => number
  /** No call begins from now on; resolves when the last that was dialled has been answered. */
  readonly pauseDialling: () => Promise<void>
  readonly goOnDialling: () => void
  readonly note: (line: string) => void
}

export type Fault = (world: World) => Promise<Injected>

const pointWithinMs = 20_000

/** SIGKILL at a named point, of whichever server comes by it first. */
export function killAt(point: KillPoint): Fault {
  return async (world) => {
    const host = await busiest(world)
    const before = host.server.deaths
    let calls: readonly StandInCall[] = []
    const watch = setInterval(() => (calls = host.server.isAlive ? host.calls() : calls), 10)
    const died = host.server.dieAt(point).then(() => true)
    const happened = await Promise.race([died, wait(pointWithinMs).then(() => false)])
    clearInterval(watch)
    const words = happened ? await nextWords(calls) : []
    await world.fleet.ready()
    return { fault: `SIGKILL at ${point}`, happened: happened && host.server.deaths > before, words, counts: true }
  }
}

/** A server is killed while it takes over the calls of another that was killed. */
export const killTwice: Fault = async (world) => {
  const host = await busiest(world)
  const other = world.fleet.hosts.find((one) => one !== host)!
  const calls = host.calls()
  const second = other.server.dieAt('take.done').then(() => true)
  host.server.signal('SIGKILL')
  const words = nextWords(calls)
  const happened = await Promise.race([second, wait(pointWithinMs).then(() => false)])
  const heard = await words
  await world.fleet.ready()
  // Nobody is left for a while: how long that takes is the supervisor's.
  return { fault: 'SIGKILL at take.done, of the server that took over', happened, words: heard, counts: false }
}

/** The host is gone without a FIN: nothing it was sent is answered, and nobody is told. */
export const vanish: Fault = async (world) => {
  const host = await busiest(world)
  const calls = host.calls()
  host.way.goDark()
  host.server.signal('SIGKILL')
  const words = await nextWords(calls)
  host.way.lighten()
  await world.fleet.ready()
  return { fault: 'host vanishes', happened: calls.length > 0, words, counts: true, silent: true }
}

/** SIGSTOP beyond the lease, then SIGCONT: what wakes up has lost its calls and must neither speak nor commit. */
export const zombie: Fault = async (world) => {
  const host = await busiest(world)
  const calls = host.calls()
  host.server.signal('SIGSTOP')
  const measured = nextWords(calls)
  await wait(1500 + world.random() * 2500)
  host.server.signal('SIGCONT')
  const words = await measured
  await world.fleet.ready()
  return {
    fault: 'SIGSTOP past the lease, then SIGCONT',
    happened: calls.length > 0,
    words,
    counts: true,
    silent: true,
  }
}

/** Sockets go, here and there; the servers live. */
export const dropSockets: Fault = async (world) => {
  await busiest(world)
  const there = world.fleet.hosts.flatMap((host) => host.calls())
  const calls = there.filter((_, index) => index === 0 || world.random() < 0.5)
  const measured = nextWords(calls)
  for (const call of calls) call.drop()
  return { fault: 'sockets dropped', happened: calls.length > 0, words: await measured, counts: true }
}

/** A deploy: the server is asked to end, hands its calls over, and comes back. */
export const deploy: Fault = async (world) => {
  const host = await busiest(world)
  const calls = host.calls()
  const measured = nextWords(calls)
  host.server.signal('SIGTERM')
  const words = await measured
  await world.fleet.ready()
  // From the signal, so that the sentence that was being said, and was said to its end, is in it.
  return { fault: 'SIGTERM', happened: calls.length > 0, words, counts: false }
}

/** The server with the most streams, once there are some. */
async function busiest({ fleet }: World): Promise<Host> {
  for (let tries = 0; ; tries += 1) {
    const [host] = [...fleet.hosts].sort((one, other) => other.calls().length - one.calls().length)
    if (host !== undefined && host.calls().length >= 2) return host
    if (tries > 600) throw new Error('No server has two calls within a minute.')
    await wait(100)
  }
}
