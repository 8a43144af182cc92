import type { Cluster, Redis } from 'ioredis'
import { DelayedError, Queue, RateLimitError, Worker, type Job } from 'bullmq'
import type { Turn } from './row-caller.ts'

/** What a job holds: which row it is. Whom that is to call is in the sealed row. */
interface RowJob {
  readonly row: number
}

export interface CampaignQueueOptions {
  /** Patient: BullMQ waits for Redis rather than give a job up. */
  readonly redis: Redis | Cluster
  /** With the campaign's hash tag. */
  readonly prefix: string
  readonly atOnce: number
  /** A row's turn. Rejects where Redis or the store do: it is taken again. */
  readonly take: (row: number, signal: AbortSignal) => Promise<Turn>
  readonly onFault: (error: unknown) => void
}

/**
 * The rows of one campaign as jobs of BullMQ, one each, which lives from its first call to its last retry. Any number of
 * servers take turns with them: pause, pace and how many go on at a time hold for all together. A job whose server has gone
 * is found by the others in `foundAgainMs`, and its turn taken again.
 */
export class CampaignQueue {
  readonly #queue: Queue<RowJob>
  readonly #worker: Worker<RowJob>
  readonly #take: CampaignQueueOptions['take']
  readonly #onFault: CampaignQueueOptions['onFault']
  readonly #stopping = new AbortController()

  constructor({ redis, prefix, atOnce, take, onFault }: CampaignQueueOptions) {
    this.#take = take
    this.#onFault = onFault
    // BullMQ's own warnings go to the console; the doctor tells of versions and evictions.
    const shared = { connection: redis, prefix, skipVersionCheck: true }
    this.#queue = new Queue<RowJob>('calls', {
      ...shared,
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: 1000 } },
    })
    this.#worker = new Worker<RowJob>('calls', (job, token) => this.#work(job, token), {
      ...shared,
      autorun: false,
      concurrency: atOnce,
      // Only so that BullMQ looks at limits at all: the pace is the campaign's own.
      limiter: { max: 1000, duration: 1000 },
      lockDuration: lockMs,
      stalledInterval: foundAgainMs - lockMs,
      // A row is not given up because the servers that called it were killed.
      maxStalledCount: 1_000_000,
      runRetryDelay: 1000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    })
    this.#queue.on('error', onFault)
    this.#worker.on('error', onFault)
  }

  /** Begins to take turns. */
  async start(atOnce: number): Promise<void> {
    await this.#queue.setGlobalConcurrency(atOnce)
    void this.#worker.run().catch(this.#onFault)
  }

  /** Adds the jobs of these rows where there are none: as often as one likes. */
  async add(rows: readonly number[]): Promise<void> {
    for (let from = 0; from < rows.length; from += atATime)
      await this.#queue.addBulk(
        // A job's id may not be a number: BullMQ counts with those.
        rows.slice(from, from + atATime).map((row) => ({ name: 'row', data: { row }, opts: { jobId: `row-${row}` } })),
      )
  }

  /** How many jobs there are. */
  async size(): Promise<number> {
    const counts = await this.#queue.getJobCounts('waiting', 'active', 'delayed')
    return Object.values(counts).reduce((sum, count) => sum + count, 0)
  }

  /** Whether turns are taken, on all servers; nothing happens where it is so already. */
  async setPaused(isPaused: boolean): Promise<void> {
    if ((await this.#queue.isPaused()) === isPaused) return
    await (isPaused ? this.#queue.pause() : this.#queue.resume())
  }

  /** Jobs that wait for their time come now: of a campaign that was canceled, say. */
  async hurry(): Promise<void> {
    await this.#queue.promoteJobs()
  }

  /** Nothing of it stays in Redis. */
  async remove(): Promise<void> {
    await this.#queue.obliterate({ force: true })
    await this.#queue.removeRateLimitKey()
  }

  /** Takes no more turns; those that are taken are left to other servers. Bounded in time by the caller. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await this.#worker.close()
    await this.#queue.close()
  }

  async #work(job: Job<RowJob>, token: string | undefined): Promise<void> {
    let turn: Turn
    try {
      turn = await this.#take(job.data.row, this.#stopping.signal)
    } catch (error) {
      this.#onFault(error)
      turn = { type: 'later', at: Date.now() + afterFaultMs }
    }
    if (turn.type === 'over') return
    if (turn.type === 'hold') {
      await this.#queue.rateLimit(Math.ceil(turn.ms))
      throw new RateLimitError()
    }
    await job.moveToDelayed(Math.ceil(turn.at), token)
    throw new DelayedError()
  }
}

/** A job whose lock has not been renewed for so long is another server's to take. */
const lockMs = 8000
/** At most, from the death of a server until another takes its turns. */
const foundAgainMs = 12_000
const afterFaultMs = 3000
const atATime = 1000
