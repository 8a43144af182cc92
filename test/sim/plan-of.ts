import type { CallerPlan, Fault, Plan, Point, RequestFault, ServerPlan } from './plan.ts'
import { Random } from './world/random.ts'

const flows = ['errand', 'errand', 'errand', 'dentist', 'restaurant', 'order_status'] as const

/** Points worth being hit at, and how often a call passes each. */
const points: readonly (readonly [at: string, times: number])[] = [
  ['*', 700],
  ['*', 200],
  ['store.commit:sent', 30],
  ['store.commit:done', 30],
  ['store.commit:answered', 30],
  ['store.create:done', 1],
  ['store.bind:done', 1],
  ['store.take:done', 2],
  ['store.take:answered', 2],
  ['store.ledger:answered', 3],
  ['store.settle:sent', 4],
  ['store.settle:done', 4],
  ['store.replicated:answered', 2],
  ['tool.write:sent', 2],
  ['tool.write:done', 2],
  ['tool.write:answered', 2],
  ['tool.read:done', 2],
  ['rest.reconnect:done', 1],
  ['rest.transfer:done', 1],
  ['webhook:received', 4],
  ['webhook:answered', 4],
  ['line.media', 150],
  ['line.control', 40],
]

/** The plan of a seed: one call with its servers, its caller and its faults. Seeds that end in 0 have no faults. */
export function planOf(seed: number, only?: { readonly flow?: string }): Plan {
  const chance = new Random(seed)
  const usual = chance.pick(flows)
  // Beside the others, whose calls come out as they did before there was this one.
  const flow = only?.flow ?? (seed % 8 === 5 ? 'parcel' : usual)
  const replica = chance.happens(0.5)
  const servers: ServerPlan[] = Array.from({ length: chance.integer(2, 4) }, () => ({
    skewMs: chance.happens(0.3) ? chance.integer(-400, 400) : chance.integer(-20, 20),
  }))
  const caller: CallerPlan = {
    seed: chance.integer(0, 1000),
    sense: chance.pick([0.95, 0.85, 0.6]),
    moves: chance.integer(4, 16),
    hangsUpAtMs: chance.happens(0.25) ? chance.integer(500, 60_000) : null,
    interrupts: chance.pick([0, 0.1, 0.4]),
  }
  const count = seed % 10 === 0 ? 0 : chance.pick([1, 1, 2, 2, 3, 5])
  return {
    seed,
    flow,
    servers,
    replica,
    caller,
    line: {
      abnormalEnd: chance.happens(0.7) ? 'redirects' : 'stays',
      sendsSilence: chance.happens(0.15),
      transfers: [chance.pick(['completed', 'busy', 'no-answer', 'failed']), 'completed'],
    },
    faults: Array.from({ length: count }, () => faultOf(chance, { servers: servers.length, replica })),
    ...(flow === 'parcel' ? outboundOf(new Random(seed).fork('outbound')) : {}),
  }
}

/** Half of them are calls of ours. */
function outboundOf(chance: Random): Pick<Plan, 'outbound'> {
  if (chance.happens(0.5)) return {}
  return {
    outbound: {
      isTaken: chance.happens(0.95),
      queuedMs: chance.happens(0.1) ? chance.integer(15_000, 45_000) : chance.integer(50, 1500),
      ringsMs: chance.integer(500, 9000),
      answer: chance.pick(['person', 'person', 'person', 'person', 'machine', 'busy', 'no-answer', 'failed']),
    },
  }
}

function faultOf(chance: Random, world: { readonly servers: number; readonly replica: boolean }): Fault {
  const atMs = chance.integer(50, 45_000)
  switch (chance.pick(kinds)) {
    case 'crash':
      return {
        kind: 'crash',
        when: pointOf(chance),
        restartMs: chance.integer(300, 4000),
        vanishes: chance.happens(0.25),
      }
    case 'pause':
      return { kind: 'pause', when: pointOf(chance), ms: chance.pick([300, 800, 1500, 2500, 4000, 7000]) }
    case 'clock':
      return { kind: 'clock', when: pointOf(chance), ms: chance.pick([50, 400, 900, 3000]) }
    case 'deploy':
      return { kind: 'deploy', atMs, server: chance.integer(0, world.servers) }
    case 'store':
      return request(chance, 'store', chance.integer(1, 250), ['lost', 'unanswered', 'slow', 'twice'])
    case 'tool':
      return request(chance, 'tool', chance.integer(1, 5), ['lost', 'unanswered', 'slow', 'twice'])
    case 'far':
      return request(chance, chance.pick(['model', 'rest', 'voice', 'words']), chance.integer(1, 3), [
        'lost',
        'unanswered',
        'slow',
      ])
    case 'webhook':
      return request(chance, 'webhook', chance.integer(1, 4), ['unanswered', 'slow', 'twice'])
    case 'outage':
      return { kind: 'outage', of: chance.pick(['store', 'model', 'replica']), atMs, ms: chance.integer(200, 5000) }
    case 'failover':
      return world.replica
        ? { kind: 'failover', atMs, lagMs: chance.pick([5, 50, 300, 1500]) }
        : { kind: 'outage', of: 'store', atMs, ms: chance.integer(200, 2500) }
    default:
      return {
        kind: 'stream',
        how: chance.pick(['drop', 'drop', 'second', 'repeat frames', 'late frames', 'words break']),
        atMs,
      }
  }
}

const kinds = [
  'crash',
  'crash',
  'crash',
  'crash',
  'pause',
  'pause',
  'clock',
  'deploy',
  'store',
  'store',
  'tool',
  'tool',
  'far',
  'webhook',
  'outage',
  'failover',
  'stream',
  'stream',
] as const

function pointOf(chance: Random): Point {
  const [at, times] = chance.pick(points)
  return { at, nth: chance.integer(1, times + 1) }
}

function request(
  chance: Random,
  of: Extract<Fault, { kind: 'request' }>['of'],
  nth: number,
  hows: readonly RequestFault[],
): Fault {
  const how = chance.pick(hows)
  return { kind: 'request', of, nth, how, ms: how === 'slow' ? chance.pick([300, 600, 2000]) : chance.integer(1, 400) }
}
