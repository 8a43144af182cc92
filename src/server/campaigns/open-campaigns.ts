import type { Logger } from 'pino'
import type { Flow } from '../../../engine/language/flow.ts'
import type { OutboundConfig } from '../../define-config.ts'
import { connect, connectPatiently, type RedisPlace } from '../../store/redis/connect.ts'
import type { RecordCodec } from '../../store/record-codec.ts'
import type { CallStore } from '../../store/store.ts'
import type { ServerConfig } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import type { Outbound } from '../outbound.ts'
import { CampaignRecords } from './campaign-records.ts'
import type { Campaigns } from './campaigns.ts'

/** Where the calls of a configuration are, if that is a Redis. */
export function redisPlace({ redisUrl, redisNodes }: Pick<ServerConfig, 'redisUrl' | 'redisNodes'>): RedisPlace | null {
  if (redisNodes !== null) return { nodes: redisNodes }
  return redisUrl === null ? null : { url: redisUrl }
}

/** The records of campaigns alone: for a command that looks for what is kept of somebody. Rejects with StoreError. */
export async function openCampaignRecords(
  place: RedisPlace,
  options: { readonly codec: RecordCodec; readonly retentionMs: number },
): Promise<{ readonly records: CampaignRecords; readonly close: () => void }> {
  const { redis } = await connect(place, commandTimeoutMs)
  return { records: new CampaignRecords({ redis, prefix: 'callchart', ...options }), close: () => redis.disconnect() }
}

/**
 * Campaigns on the Redis that holds the calls; null where there is none. Rejects with StoreError where it does not answer.
 * Who has them closes them, then disconnects.
 */
export async function openCampaigns(options: {
  readonly config: Pick<ServerConfig, 'redisUrl' | 'redisNodes'>
  readonly codec: RecordCodec
  readonly retentionMs: number
  readonly outbound: Pick<Outbound, 'place' | 'idOf'>
  readonly store: Pick<CallStore, 'read' | 'log'>
  readonly outboundConfig: OutboundConfig | undefined
  readonly flowNamed: (name: string) => Flow | null
  readonly isBusy: () => boolean
  readonly metrics: Pick<Metrics, 'campaignCall'>
  readonly logger: Logger
}): Promise<{ readonly campaigns: Campaigns; readonly disconnect: () => void } | null> {
  const { codec, retentionMs, outbound, store, flowNamed, isBusy, metrics, logger } = options
  const place = redisPlace(options.config)
  // A project that calls nobody pays nothing for it.
  if (place === null || options.outboundConfig === undefined) return null
  const [{ Campaigns: Opened }, { records, close }, redis] = await Promise.all([
    import('./campaigns.ts'),
    openCampaignRecords(place, { codec, retentionMs }),
    connectPatiently(place),
  ])
  const campaigns = new Opened({
    records,
    redis,
    outbound,
    store,
    config: options.outboundConfig,
    flowNamed,
    isBusy,
    onOutcome: ({ name }, row, attempt, callId, outcome) => {
      metrics.campaignCall(outcome)
      logger.info({ campaign: name, row, attempt, callId, outcome }, 'a call of a campaign is over')
    },
    onFault: (error) => logger.warn({ err: error }, 'a campaign met a fault'),
  })
  return {
    campaigns,
    disconnect() {
      close()
      redis.disconnect()
    },
  }
}

const commandTimeoutMs = 2000
