import { Cluster, Redis } from 'ioredis'
import { StoreError } from '../store-error.ts'
import { asStoreError } from './redis-error.ts'
import { scriptDefinitions, type Scripted } from './scripts.ts'

/** One Redis by its URL, or a Redis Cluster by the URLs of some of its nodes (the rest is found). */
export type RedisPlace = { readonly url: string } | { readonly nodes: readonly string[] }

/** An open connection, and its name for messages: without user and password. */
export interface Connection {
  readonly redis: Scripted
  readonly where: string
}

/**
 * Connects, and rejects with a StoreError that says what to do where nobody answers. From then on ioredis reconnects by
 * itself; until it has, commands fail at once.
 *
 * ioredis's defaults hold a command for over a minute in an outage, and send it again after a reconnect, so that it may
 * run twice. Here a command is never queued, never sent again, and always settles: `commandTimeout` is what settles it
 * when the connection goes under it, since without the resending nothing else does.
 */
export async function connect(place: RedisPlace, commandTimeoutMs: number): Promise<Connection> {
  const where = describePlace(place)
  const options = nodeOptions(commandTimeoutMs)
  const redis =
    'url' in place
      ? new Redis(place.url, {
          ...options,
          enableOfflineQueue: false,
          retryStrategy: reconnectAfterMs,
          lazyConnect: true,
        })
      : clusterOf(place.nodes, options)
  for (const [name, definition] of Object.entries(scriptDefinitions())) redis.defineCommand(name, definition)
  // Without a listener ioredis prints every failed attempt; what matters reaches the caller as a StoreError.
  let last: unknown
  redis.on('error', (error: unknown) => (last = error))
  redis.on('node error', (error: unknown) => (last = error))
  try {
    await redis.connect()
  } catch (error) {
    redis.disconnect()
    throw unanswered(last ?? error, where)
  }
  return { redis: redis as Scripted, where }
}

/**
 * A connection for work that waits for Redis rather than fail: BullMQ's, which blocks for jobs, and would take the time-out of a
 * command that blocks for an outage. Never for commits.
 */
export async function connectPatiently(place: RedisPlace): Promise<Redis | Cluster> {
  const where = describePlace(place)
  const options = {
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: null,
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    connectionName: 'callchart-campaigns',
    disableClientInfo: true,
  }
  const redis =
    'url' in place
      ? new Redis(place.url, { ...options, retryStrategy: reconnectAfterMs, lazyConnect: true })
      : clusterOf(place.nodes, options, { enableOfflineQueue: true })
  redis.on('error', () => {})
  try {
    await redis.connect()
  } catch (error) {
    redis.disconnect()
    throw unanswered(error, where)
  }
  return redis
}

type NodeOptions = Pick<ReturnType<typeof nodeOptions>, 'connectTimeout' | 'reconnectOnError' | 'connectionName'> & {
  readonly maxRetriesPerRequest: number | null
  readonly commandTimeout?: number
}

function nodeOptions(commandTimeoutMs: number) {
  return {
    commandTimeout: commandTimeoutMs,
    connectTimeout: connectTimeoutMs,
    maxRetriesPerRequest: 1,
    autoResendUnfulfilledCommands: false,
    // A primary that was demoted behind the same address refuses writes: connect again to whoever is primary now.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    connectionName: 'callchart',
    disableClientInfo: true,
  }
}

const connectTimeoutMs = 2000

function clusterOf(nodes: readonly string[], options: NodeOptions, { enableOfflineQueue = false } = {}): Cluster {
  const first = new URL(nodes[0] ?? '')
  return new Cluster([...nodes], {
    enableOfflineQueue,
    clusterRetryStrategy: reconnectAfterMs,
    lazyConnect: true,
    // A few more tries: the slot map is refreshed meanwhile. Sixteen, the default, is seconds of retrying.
    maxRedirections: 4,
    retryDelayOnFailover: 50,
    retryDelayOnClusterDown: 50,
    slotsRefreshTimeout: connectTimeoutMs,
    redisOptions: {
      ...options,
      // The nodes that a cluster names come without credentials.
      ...(first.username === '' ? {} : { username: decodeURIComponent(first.username) }),
      ...(first.password === '' ? {} : { password: decodeURIComponent(first.password) }),
      ...(first.protocol === 'rediss:' ? { tls: {} } : {}),
    },
  })
}

/** 20 ms at first, so that a restarted Redis is used again within a caller's pause; never over half a lease. */
function reconnectAfterMs(attempt: number): number {
  return Math.min(20 * 2 ** Math.min(attempt, 10), 500)
}

function describePlace(place: RedisPlace): string {
  const urls = 'url' in place ? [place.url] : place.nodes
  if (urls.length === 0) throw new StoreError('refused', 'A Redis Cluster needs the URL of at least one node.')
  const hosts = urls.map((text) => {
    const url = URL.canParse(text) ? new URL(text) : null
    if (url === null || (url.protocol !== 'redis:' && url.protocol !== 'rediss:')) {
      throw new StoreError('refused', 'That is no URL of a Redis: write redis://host:6379 (rediss:// for TLS).')
    }
    return `${url.hostname}:${url.port === '' ? '6379' : url.port}`
  })
  return `Redis${'url' in place ? '' : ' Cluster'} at ${hosts.join(', ')}`
}

function unanswered(error: unknown, where: string): StoreError {
  const known = asStoreError(error, where)
  if (known.code === 'refused') return known
  const why = (error as { code?: string }).code ?? (error as Error).message
  return new StoreError('unreachable', `${where} does not answer (${why}). Is it running, and is the URL right?`, {
    cause: error,
  })
}
