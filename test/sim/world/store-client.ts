import type { CallStore, Step } from '../../../src/store/store.ts'
import { StoreError } from '../../../src/store/store-error.ts'
import type { Primary } from './primary.ts'
import type { Process } from './process.ts'
import { ask } from './remote.ts'
import type { World } from './world.ts'

/** As the Redis adapter has it. */
const timeoutMs = 400
const latencyMs = 4

/** A server's connection to the store. */
export function storeClient(world: World, process: Process, primary: Primary): CallStore {
  const by = process.name

  function request<T>(what: string, carryOut: () => T): Promise<T> {
    return ask<T>(world, process, {
      of: 'store',
      what: `store.${what}`,
      latencyMs,
      timeoutMs,
      late: () => new StoreError('timeout', `The store gave no reply to ${what}.`),
      away: () => new StoreError('unreachable', 'The store cannot be reached.'),
      carryOut(answer, refuse) {
        let value: T
        try {
          value = carryOut()
        } catch (error) {
          return refuse(error)
        }
        answer(value)
      },
    })
  }

  return {
    ...storeOf(primary, request),
    create: (call, lease, intent) =>
      request('create', () => {
        const reply = primary.create(call, lease, intent)
        if (reply === 'created') world.happen({ type: 'created', by, callId: call.callId, bundle: call.bundle })
        return reply
      }),
    take: (callId, lease, options) =>
      request('take', () => {
        const taken = primary.take(callId, lease, options)
        if (typeof taken === 'object') world.happen({ type: 'taken', by, callId, token: taken.token })
        return taken
      }),
    commit: async (step: Step) => {
      const reply = await request('commit', () => {
        const reply = primary.commit(step)
        world.happen({ type: 'committed', by, step, reply })
        return reply
      })
      world.happen({ type: 'commit answered', by, step, reply })
      return reply
    },
    replicated: async () => {
      if (!world.plan.replica) return true
      return request('replicated', () => {
        if (world.isAway('replica')) return false
        primary.copied()
        return true
      }).catch(() => false)
    },
    release: (callId, token) =>
      request('release', () => {
        primary.release(callId, token)
        world.happen({ type: 'released', by, callId, token })
      }),
  }
}

/** The port on a store of this machine: `request` carries out, and tells what came of it. */
export function storeOf(primary: Primary, request: <T>(what: string, carryOut: () => T) => Promise<T>): CallStore {
  return {
    create: (call, lease, intent) => request('create', () => primary.create(call, lease, intent)),
    take: (callId, lease, options) => request('take', () => primary.take(callId, lease, options)),
    commit: (step) => request('commit', () => primary.commit(step)),
    replicated: async () => true,
    renew: (callId, token, lease) => request('renew', () => primary.renew(callId, token, lease)),
    release: (callId, token) => request('release', () => primary.release(callId, token)),
    read: (callId) => request('read', () => primary.read(callId)),
    log: (callId) => request('log', () => primary.log(callId)),
    list: (options) => request('list', () => primary.list(options)),
    bind: (lineId, callId) => request('bind', () => primary.bind(lineId, callId)),
    findByLine: (lineId) => request('findByLine', () => primary.findByLine(lineId)),
    lineOf: (callId) => request('lineOf', () => primary.lineOf(callId)),
    settle: (callId, key, entry) => request('settle', () => primary.settle(callId, key, entry)),
    ledger: (callId) => request('ledger', () => primary.ledger(callId)),
    post: (callId, posted) => request('post', () => primary.post(callId, posted)),
    posted: (callId) => request('posted', () => primary.posted(callId)),
    unpost: (callId, id) => request('unpost', () => primary.unpost(callId, id)),
    orphans: (nowMs, limit) => request('orphans', () => primary.orphans(nowMs, limit)),
    unsettled: (beforeMs, limit) => request('unsettled', () => primary.unsettled(beforeMs, limit)),
    callsOf: (number) => request('callsOf', () => primary.callsOf(number)),
    erase: (callId, options) => request('erase', () => primary.erase(callId, options)),
    putBundle: (hash, text) => request('putBundle', () => primary.putBundle(hash, text)),
    getBundle: (hash) => request('getBundle', () => primary.getBundle(hash)),
    ping: () => request('ping', () => {}),
    close: async () => {},
  }
}
