import type { CallContext } from '../../engine/machine/snapshot.ts'
import type { CallStore, Step, Taken } from '../../src/store/store.ts'
import type { Tool } from '../../src/tools/tool.ts'
import { sound, type Mutant } from './world/mutant.ts'

/** The classic mistakes, each planted between a server and its world, and the promise that it breaks. */
export const mutants: Readonly<Record<string, { readonly mutant: Mutant; readonly breaks: readonly string[] }>> = {
  'effects before commit': {
    // The server goes on at once, as if it had been told that the step is written, which it is a moment later.
    mutant: {
      ...sound,
      store: (store, process) =>
        changed(store, {
          commit: async (step: Step) => {
            process.clock.after(60, () => void store.commit(step).catch(() => {}))
            return 'OK'
          },
        }),
    },
    breaks: ['P1', 'P3'],
  },
  'a new key for each attempt': {
    mutant: { ...sound, tool: (tool) => withNewKeys(tool) },
    breaks: ['P3'],
  },
  'no fencing': {
    // Every step is written with the token that is current by then.
    mutant: {
      ...sound,
      store: (store) =>
        changed(store, {
          commit: async (step: Step) => {
            const { token, owner } = (await store.read(step.callId)) ?? step
            return store.commit({ ...step, token, owner: owner ?? '' })
          },
          renew: async () => true,
        }),
    },
    // Two who both write also both speak: whichever is seen first.
    breaks: ['P2', 'P6'],
  },
  'no dedupe': {
    // A write whose fate nobody knows is simply made, also where it was made before.
    mutant: {
      ...sound,
      store: (store) =>
        changed(store, {
          ledger: async (callId: string) =>
            (await store.ledger(callId)).map(({ key, call }) => ({ key, call, state: 'intended' as const })),
        }),
      tool: (tool) => (tool.effect === 'read' ? tool : { ...tool, reconcile: () => null }),
    },
    breaks: ['P3'],
  },
  'timers armed anew': {
    // Whoever takes a call over gives what is awaited its whole time again.
    mutant: {
      ...sound,
      store: (store, process) =>
        changed(store, {
          take: async (...args: Parameters<CallStore['take']>) => {
            const taken = await store.take(...args)
            return typeof taken === 'object' ? withFreshTimers(taken, process.clock.now()) : taken
          },
        }),
    },
    breaks: ['P5'],
  },
}

function changed(store: CallStore, change: Partial<CallStore>): CallStore {
  return { ...store, ...change }
}

let attempts = 0

function withNewKeys(tool: Tool): Tool {
  return {
    ...tool,
    handler: (input, context) => {
      const idempotencyKey = `${context.idempotencyKey}#${++attempts}`
      return tool.handler(input, { ...context, idempotencyKey })
    },
  }
}

function withFreshTimers(taken: Taken, now: number): Taken {
  const { snapshot } = taken.call
  if (snapshot === null) return taken
  const lateMs = Math.max(0, Math.round(now - snapshot.context.now))
  const { timers, awaiting } = snapshot.context
  const context: CallContext = {
    ...snapshot.context,
    timers: Object.fromEntries(Object.entries(timers).map(([name, due]) => [name, due + lateMs])),
    awaiting:
      awaiting !== null && 'deadline' in awaiting ? { ...awaiting, deadline: awaiting.deadline + lateMs } : awaiting,
  }
  return { ...taken, call: { ...taken.call, snapshot: { ...snapshot, context } } }
}
