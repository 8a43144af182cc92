import { type Command, Redis } from 'ioredis'

/**
 * Loaded before the server (`node --import`), so that the product knows nothing of it: it watches what the server sends to
 * its store and its tools, and ends the process with SIGKILL at the point that its parent has named. Named once, it
 * happens once.
 */
const killPoints = [
  /** A step is ready and has not left. */
  'commit.unsent',
  /** A step has left; its answer is never read. */
  'commit.sent',
  /** A step is committed; nothing of it has been done. */
  'commit.done',
  /** A write's intent is committed; the write has not been made. */
  'intent.done',
  /** A write has left; its answer is never read. */
  'tool.sent',
  /** A write has been answered; nobody has been told. */
  'tool.answered',
  /** The ledger has the answer; the call has not. */
  'settle.done',
  /** A call has been taken over; nothing has been done with it. */
  'take.done',
] as const

export type KillPoint = (typeof killPoints)[number]

let armed: string | null = null
if (process.send !== undefined) {
  process.on('message', (message) => {
    armed = String(message)
  })
  // The channel alone must not keep the server alive.
  process.channel?.unref()
}

function reached(...points: KillPoint[]): void {
  if (points.some((point) => point === armed)) process.kill(process.pid, 'SIGKILL')
}

/** Commands of the scripts, by the keys that they are given. */
function pointsOf(command: Command): { readonly before: KillPoint[]; readonly after: KillPoint[] } {
  if (command.name !== 'evalsha' && command.name !== 'eval') return { before: [], after: [] }
  const [, count, ...rest] = command.args.map(String)
  const keys = rest.slice(0, Number(count)).map((key) => key.split(':').at(-1))
  const values = rest.slice(Number(count))
  if (keys.join() === 'call,log,ledger') {
    const intends = values.length > 8
    return { before: ['commit.unsent'], after: intends ? ['commit.done', 'intent.done'] : ['commit.done'] }
  }
  if (keys.join() === 'call,ledger') return { before: [], after: ['take.done'] }
  if (keys.join() === 'ledger') return { before: [], after: ['settle.done'] }
  return { before: [], after: [] }
}

// oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
const send = Redis.prototype.sendCommand
Redis.prototype.sendCommand = function (this: Redis, command: Command, ...more: never[]) {
  const { before, after } = pointsOf(command)
  reached(...before)
  const answer = send.call(this, command, ...more)
  if (before.includes('commit.unsent') && armed === 'commit.sent') setImmediate(() => reached('commit.sent'))
  if (after.length > 0)
    void Promise.resolve(answer).then(
      () => reached(...after),
      () => {},
    )
  return answer
}

const realFetch = globalThis.fetch
globalThis.fetch = async (input, init) => {
  const isWrite = init?.method === 'POST' && urlOf(input).startsWith(process.env['CRASH_TOOL_SERVER'] ?? 'none')
  if (!isWrite) return realFetch(input, init)
  const answer = realFetch(input, init)
  if (armed === 'tool.sent') setTimeout(() => reached('tool.sent'), 20)
  const response = await answer
  reached('tool.answered')
  return response
}

function urlOf(input: Parameters<typeof fetch>[0]): string {
  if (typeof input === 'string') return input
  return input instanceof URL ? input.href : input.url
}
