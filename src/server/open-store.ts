import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { keysInFile } from '../store/key-file.ts'
import { plainCodec, type RecordCodec } from '../store/record-codec.ts'
import { createRedisStore } from '../store/redis/redis-store.ts'
import { createSealedCodec } from '../store/sealed-codec.ts'
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { CallStore } from '../store/store.ts'
import type { ServerConfig } from './config.ts'

/** What of the configuration the store is made of. */
export type StoreConfig = Pick<
  ServerConfig,
  'redisUrl' | 'redisNodes' | 'redisReplicas' | 'keys' | 'dataDir' | 'production'
>

/** With what the words of callers are sealed on this server; `sealed` is false where there is no key at all. */
export interface Secrecy {
  readonly codec: RecordCodec
  readonly sealed: boolean
  /** For people. */
  readonly why: string
}

/**
 * The keys that the configuration names, or one of this machine's own, made when it is first needed. A Redis in production
 * is many servers', and a key that only one of them has would lose calls: there it must be named. Rejects with StoreError.
 */
export async function openSecrecy(config: StoreConfig): Promise<Secrecy> {
  const [first, ...others] = config.keys
  if (first !== undefined)
    return { codec: createSealedCodec([first, ...others]), sealed: true, why: `key ${first.id} of CALLCHART_KEYS` }
  if (config.production && isRedis(config))
    return { codec: plainCodec, sealed: false, why: 'not encrypted: CALLCHART_KEYS names no key' }
  const file = join(config.dataDir, 'keys')
  return { codec: createSealedCodec(await keysInFile(file)), sealed: true, why: `key of this machine, in ${file}` }
}

/** The store that the configuration names: a server's, and that of the commands that look at its calls. Rejects with StoreError. */
export async function openStore(config: StoreConfig, secrecy?: Secrecy): Promise<CallStore> {
  const { codec } = secrecy ?? (await openSecrecy(config))
  const { redisUrl, redisNodes, redisReplicas: replicas, dataDir } = config
  if (redisNodes !== null) return createRedisStore({ nodes: redisNodes, replicas, codec })
  if (redisUrl !== null) return createRedisStore({ url: redisUrl, replicas, codec })
  await mkdir(dataDir, { recursive: true })
  return createSqliteStore({ file: join(dataDir, 'calls.sqlite'), codec })
}

/** The store's name, for people. */
export function storeName(config: StoreConfig): string {
  const { redisNodes, redisReplicas, dataDir } = config
  if (!isRedis(config)) return `SQLite in ${dataDir} (embedded)`
  const withReplicas = redisReplicas === 0 ? '' : `, writes wait for ${redisReplicas} of its replicas`
  return `Redis${redisNodes === null ? '' : ' Cluster'}${withReplicas}`
}

function isRedis({ redisUrl, redisNodes }: StoreConfig): boolean {
  return redisUrl !== null || redisNodes !== null
}
