import { createHash } from 'node:crypto'
import type { Cluster, Redis } from 'ioredis'
import type { RecordCodec } from '../../store/record-codec.ts'
import { type Campaign, type CampaignState, type Mark, type Row, untouched } from './campaign.ts'

/** A campaign as it is kept. */
export interface KeptCampaign {
  readonly campaign: Campaign
  readonly state: CampaignState
  /** It is over, its queue is gone, and it is kept only to be looked at. */
  readonly isRetired: boolean
}

/**
 * Campaigns in Redis: what holds for each, its rows (sealed, as everything of callers is), how far each row is, and which are
 * not over. All keys of a campaign share its hash tag; they go by themselves `retentionMs` after the campaign's end, or after
 * the last day on which it may call. Rejects as ioredis does where Redis does not answer.
 */
export class CampaignRecords {
  readonly #redis: Redis | Cluster
  readonly #codec: RecordCodec
  readonly #prefix: string
  readonly #retentionMs: number

  constructor(options: {
    readonly redis: Redis | Cluster
    readonly codec: RecordCodec
    readonly prefix: string
    readonly retentionMs: number
  }) {
    this.#redis = options.redis
    this.#codec = options.codec
    this.#prefix = options.prefix
    this.#retentionMs = options.retentionMs
  }

  /** What BullMQ puts before the keys of this campaign's queue: in braces, so that a cluster has them in one slot. */
  queuePrefix(id: string): string {
    return `${this.#prefix}:{campaign-${id}}`
  }

  /**
   * Writes a campaign down, whole, before anybody can find it by its name. `taken`: another list has the name; `repeated`: it
   * is this very one, and what it is kept as comes back.
   */
  async create(
    campaign: Campaign,
    rows: readonly Row[],
  ): Promise<{ readonly how: 'created' | 'repeated' | 'taken'; readonly id: string }> {
    const { id, name } = campaign
    const before = await this.#redis.hget(this.#names, name)
    if (before !== null && (await this.find(name)) !== null) return this.#compared(before, campaign, rows)
    const expiresAt = campaign.until + this.#retentionMs + graceMs
    for (let from = 0; from < rows.length; from += atATime) {
      const part = rows.slice(from, from + atATime)
      const open: number[] = []
      const sealed: string[] = []
      const tagged: string[] = []
      for (const [index, row] of part.entries()) {
        const number = from + index + 1
        open.push(number)
        sealed.push(String(number), this.#codec.seal(scopeOf(id), `row ${number}`, JSON.stringify(row)))
        tagged.push(this.#codec.callerTags(row.to)[0], String(number))
      }
      await this.#redis
        .multi()
        .hset(this.#key(id, 'rows'), ...sealed)
        .hset(this.#key(id, 'tags'), ...tagged)
        .sadd(this.#key(id, 'open'), ...open)
        // With what they end: a server that dies here leaves nothing behind for ever.
        .pexpireat(this.#key(id, 'rows'), expiresAt)
        .pexpireat(this.#key(id, 'tags'), expiresAt)
        .pexpireat(this.#key(id, 'open'), expiresAt)
        .exec()
    }
    await this.#redis
      .multi()
      .hset(this.#key(id, 'facts'), {
        campaign: JSON.stringify(campaign),
        state: 'running',
        order: this.#codec.seal(scopeOf(id), 'order', orderOf(campaign, rows)),
      })
      .pexpireat(this.#key(id, 'facts'), expiresAt)
      .exec()
    // The name last: whoever finds it finds all of it. A name whose campaign is forgotten is free.
    if (before !== null) await this.#forget(name, before)
    if ((await this.#redis.hsetnx(this.#names, name, id)) === 1) return { how: 'created', id }
    await Promise.all(parts.map((part) => this.#redis.del(this.#key(id, part))))
    return this.#compared((await this.#redis.hget(this.#names, name)) ?? '', campaign, rows)
  }

  async read(id: string): Promise<KeptCampaign | null> {
    const facts = await this.#redis.hmget(this.#key(id, 'facts'), 'campaign', 'state', 'retired')
    const [campaign, state, retired] = facts
    if (typeof campaign !== 'string' || typeof state !== 'string') return null
    const isRetired = typeof retired === 'string'
    return { campaign: JSON.parse(campaign) as Campaign, state: state as CampaignState, isRetired }
  }

  async find(name: string): Promise<KeptCampaign | null> {
    const id = await this.#redis.hget(this.#names, name)
    return id === null ? null : this.read(id)
  }

  /** All that are kept, newest first. A name whose campaign has gone is forgotten. */
  async list(): Promise<readonly KeptCampaign[]> {
    const names = Object.entries(await this.#redis.hgetall(this.#names))
    const found = await Promise.all(
      names.map(async ([name, id]) => {
        const kept = await this.read(id)
        if (kept === null) await this.#forget(name, id)
        return kept
      }),
    )
    return found.filter((kept) => kept !== null).sort((one, other) => other.campaign.createdAt - one.campaign.createdAt)
  }

  /** False where it is over already. */
  async setState(id: string, state: CampaignState): Promise<boolean> {
    const kept = await this.read(id)
    if (kept === null || kept.state === 'done' || kept.state === 'canceled') return false
    await this.#redis.hset(this.#key(id, 'facts'), 'state', state)
    return true
  }

  /** It is over: what is kept of it goes when its time is over. */
  async retire(id: string, now: number): Promise<void> {
    const at = Math.round(now + this.#retentionMs)
    await this.#redis.hset(this.#key(id, 'facts'), 'retired', '1')
    await Promise.all(parts.map((part) => this.#redis.pexpireat(this.#key(id, part), at)))
  }

  /** Null where it has been erased. */
  async row(id: string, row: number): Promise<Row | null> {
    const sealed = await this.#redis.hget(this.#key(id, 'rows'), String(row))
    return sealed === null ? null : (JSON.parse(this.#codec.open(scopeOf(id), `row ${row}`, sealed)) as Row)
  }

  async mark(id: string, row: number): Promise<Mark> {
    const text = await this.#redis.hget(this.#key(id, 'marks'), String(row))
    return text === null ? untouched : (JSON.parse(text) as Mark)
  }

  /** What is known of rows; of one that was never touched nothing is. */
  async marks(id: string): Promise<ReadonlyMap<number, Mark>> {
    const all = Object.entries(await this.#redis.hgetall(this.#key(id, 'marks')))
    return new Map(all.map(([row, text]) => [Number(row), JSON.parse(text) as Mark]))
  }

  /**
   * Writes down how far a row is. One that is over stays so, whoever comes late (a server that stood still, a cancel in
   * between): false, and nothing is written. With its end it leaves the rows that are open.
   */
  async setMark(id: string, row: number, mark: Mark): Promise<boolean> {
    const keys = [this.#key(id, 'marks'), this.#key(id, 'open'), this.#key(id, 'facts')]
    const isOver = mark.state === 'over' ? 1 : 0
    return (await this.#redis.eval(markOnce, keys.length, ...keys, row, JSON.stringify(mark), isOver)) === 1
  }

  /** The rows that are not over. */
  async open(id: string): Promise<readonly number[]> {
    return (await this.#redis.smembers(this.#key(id, 'open'))).map(Number).sort((one, other) => one - other)
  }

  openCount(id: string): Promise<number> {
    return this.#redis.scard(this.#key(id, 'open'))
  }

  /** Takes the next place in the pace: 0 where it is had, else how long until there may be one. */
  async claimPlace(id: string, everyMs: number): Promise<number> {
    if ((await this.#redis.set(this.#key(id, 'pace'), '1', 'PX', Math.ceil(everyMs), 'NX')) === 'OK') return 0
    return Math.max(1, await this.#redis.pttl(this.#key(id, 'pace')))
  }

  async pacedForMs(id: string): Promise<number> {
    return Math.max(0, await this.#redis.pttl(this.#key(id, 'pace')))
  }

  /**
   * Erases what is kept of a number in every campaign: the row itself, and its tag. A row that was not called yet is not
   * called any more. Returns how many rows it was.
   */
  async erase(number: string): Promise<number> {
    let erased = 0
    for (const { campaign } of await this.list())
      for (const tag of this.#codec.callerTags(number)) {
        const row = await this.#redis.hget(this.#key(campaign.id, 'tags'), tag)
        if (row === null) continue
        const mark = await this.mark(campaign.id, Number(row))
        await this.#redis.hdel(this.#key(campaign.id, 'rows'), row)
        await this.#redis.hdel(this.#key(campaign.id, 'tags'), tag)
        // Of one that is being called, whoever watches it writes down what becomes of it.
        if (mark.state === 'waiting')
          await this.setMark(campaign.id, Number(row), { state: 'over', attempts: mark.attempts, over: 'erased' })
        erased += 1
      }
    return erased
  }

  async #compared(id: string, campaign: Campaign, rows: readonly Row[]) {
    const sealed = await this.#redis.hget(this.#key(id, 'facts'), 'order')
    const isSame = sealed !== null && this.#codec.open(scopeOf(id), 'order', sealed) === orderOf(campaign, rows)
    return { how: isSame ? ('repeated' as const) : ('taken' as const), id }
  }

  /** The name of a campaign that has gone is free, unless another has been given it meanwhile. */
  async #forget(name: string, id: string): Promise<void> {
    await this.#redis.eval(forgetName, 1, this.#names, name, id)
  }

  get #names(): string {
    return `${this.#prefix}:campaigns`
  }

  #key(id: string, part: (typeof parts)[number] | 'pace'): string {
    return `${this.#prefix}:{campaign-${id}}:${part}`
  }
}

/** The marks' key has no end of its own until its first write: it gets the campaign's. */
const markOnce = `
local old = redis.call('HGET', KEYS[1], ARGV[1])
if old and cjson.decode(old).state == 'over' then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if ARGV[3] == '1' then redis.call('SREM', KEYS[2], ARGV[1]) end
local left = redis.call('PTTL', KEYS[3])
if left > 0 then redis.call('PEXPIRE', KEYS[1], left) end
return 1`

const forgetName = `if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end`

const parts = ['facts', 'rows', 'tags', 'marks', 'open'] as const
const atATime = 500
const graceMs = 86_400_000

/** What rows are sealed as: no call has this id. */
function scopeOf(id: string): string {
  return `campaign:${id}`
}

/** Tells one list from another. Sealed, since of a short list it could be guessed what is in it. */
function orderOf({ perMinute, atOnce, retry, hours }: Campaign, rows: readonly Row[]): string {
  return createHash('sha256')
    .update(JSON.stringify([perMinute, atOnce, retry, hours, rows]))
    .digest('hex')
}
