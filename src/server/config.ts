import type { WayOut } from '../telephony/twilio/twiml.ts'
import type { CompatibleAccount } from '../decisions/choose.ts'
import type { SpeechAccounts } from '../speech/providers.ts'
import { keyAdvice, type Key, parseKey } from '../store/key.ts'
import { readApiTokens, type ApiToken } from './api-tokens.ts'
import { createEnvReader } from './env-reader.ts'
import type { ConfigProblem, Environment } from './env-reader.ts'
import { readSpeechAccounts } from './speech-accounts.ts'

/** What a server is told from outside, read once, checked whole. */
export interface ServerConfig {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Where Twilio reaches this server, without a slash at the end. */
  readonly publicUrl: string | null
  /** Open `/calls`, each what its scopes say; none keeps it shut. */
  readonly apiTokens: readonly ApiToken[]
  /** Names the Redis that holds the calls; null is the embedded store. */
  readonly redisUrl: string | null
  /** Some nodes of the Redis Cluster that holds the calls, instead of `redisUrl`; null where it is no cluster. */
  readonly redisNodes: readonly string[] | null
  /** So many replicas must have the intent of a write before it is made; 0 asks none. */
  readonly redisReplicas: number
  /** Folder of the embedded store, of recordings, and of what is made on this machine: a key, rendered prompts. */
  readonly dataDir: string
  /** What callers say is sealed with the first and opened with any; empty where the variable names none. */
  readonly keys: readonly Key[]
  readonly production: boolean
  readonly logLevel: string
  /** How long live calls have to be handed over when the server stops. */
  readonly drainMs: number
  readonly wayOut: WayOut
  readonly twilio: TwilioConfig | null
  /** What real calls still need, one line each, for people; empty when `twilio` is there. */
  readonly missingForTwilio: readonly string[]
  readonly openai: OpenAiConfig | null
  /** Another server that decides, over OpenAI's chat interface. */
  readonly compatible: CompatibleAccount | null
  readonly deepgram: SpeechAccounts['deepgram']
  readonly elevenLabs: SpeechAccounts['elevenLabs']
}

export interface TwilioConfig {
  readonly accountSid: string
  readonly authTokens: readonly string[]
  readonly publicUrl: string
  /** False for a SIP bridge, which signs no upgrade: the per-call token alone then admits a stream. */
  readonly validateUpgrade: boolean
  /** Another host that speaks Twilio's REST interface; null is Twilio's own. */
  readonly apiBaseUrl: string | null
  readonly restTimeoutMs: number
}

/** Models have no default here: each adapter has its own. */
interface OpenAiConfig {
  readonly apiKey: string
  readonly baseUrl: string | null
  readonly wordsModel: string | null
  readonly voiceModel: string | null
  readonly voice: string | null
  readonly decisionsModel: string | null
}

/** Reads the environment. All problems at once, each with its variable and how to mend it; unset is not a problem. */
export function readConfig(
  environment: Environment,
):
  | { readonly ok: true; readonly config: ServerConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] } {
  const env = createEnvReader(environment)
  const production = env.text('NODE_ENV') === 'production'
  const publicUrl = env.publicUrl('CALLCHART_PUBLIC_URL')
  const redisUrl = env.url('REDIS_URL', ['redis:', 'rediss:'])
  const dataDir = env.text('CALLCHART_DATA')
  const redisNodes = env.urls('REDIS_NODES', ['redis:', 'rediss:'])
  if (redisUrl !== null && redisNodes.length > 0) {
    env.problem(
      'REDIS_NODES',
      'is set, and so is REDIS_URL',
      'Name one Redis by REDIS_URL, or a cluster by REDIS_NODES.',
    )
  }
  if (production && redisUrl === null && redisNodes.length === 0 && dataDir === null) {
    env.problem(
      'REDIS_URL',
      'is not set, and NODE_ENV is production: three servers must never run on three private files',
      'Set REDIS_URL=redis://host:6379, or CALLCHART_DATA=/a/folder for one server alone.',
    )
  }
  const accountSid = env.matching('TWILIO_ACCOUNT_SID', /^AC[0-9a-fA-F]{32}$/, 'is "AC" and 32 hexadecimal digits')
  const authTokens = env.list('TWILIO_AUTH_TOKEN')
  // Read also without an account: a mistake should be told before the account makes it matter.
  const line = {
    validateUpgrade: env.oneOf('TWILIO_VALIDATE_UPGRADE', ['true', 'false'], 'true') === 'true',
    apiBaseUrl: env.url('TWILIO_API_BASE_URL', ['https:', 'http:']),
    restTimeoutMs: env.integer('TWILIO_TIMEOUT_MS', { default: 5000, min: 100, max: 60_000 }),
  }
  const apiTokens = readApiTokens(env.list('CALLCHART_API_TOKEN'))
  for (const { variable, problem, advice } of apiTokens.problems) env.problem(variable, problem, advice)
  const config: ServerConfig = {
    // In a container nothing reaches the loopback address; at a desk nothing else should.
    host: env.text('HOST') ?? (production ? '0.0.0.0' : '127.0.0.1'),
    port: env.integer('PORT', { default: 3000, min: 0, max: 65_535 }),
    publicUrl,
    apiTokens: apiTokens.tokens,
    redisUrl,
    redisNodes: redisNodes.length === 0 ? null : redisNodes,
    redisReplicas: env.integer('REDIS_REPLICAS', { default: 0, min: 0, max: 10 }),
    keys: readKeys(env),
    dataDir: dataDir ?? '.callchart',
    production,
    logLevel: env.oneOf('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
    drainMs: env.integer('CALLCHART_DRAIN_MS', { default: 8000, min: 0, max: 600_000 }),
    wayOut: {
      text:
        env.text('CALLCHART_WAY_OUT') ??
        'Sorry, something has gone wrong on our side. Please call again in a few minutes.',
      language: env.text('CALLCHART_WAY_OUT_LANGUAGE') ?? 'en-GB',
      number: env.matching('CALLCHART_WAY_OUT_NUMBER', /^\+[1-9]\d{6,14}$/, 'is a number like +442079460000'),
    },
    twilio:
      accountSid === null || authTokens.length === 0 || publicUrl === null
        ? null
        : { accountSid, authTokens, publicUrl, ...line },
    missingForTwilio: [
      ...(accountSid === null ? ['TWILIO_ACCOUNT_SID: the account, AC… (console.twilio.com)'] : []),
      ...(authTokens.length === 0 ? ['TWILIO_AUTH_TOKEN: its auth token; two with a comma while you rotate them'] : []),
      ...(publicUrl === null
        ? ['CALLCHART_PUBLIC_URL: the https address at which Twilio reaches this server (a proxy or a tunnel)']
        : []),
    ],
    openai: readOpenAi(env),
    compatible: readCompatible(env),
    ...readSpeechAccounts(env),
  }
  return env.problems.length === 0 ? { ok: true, config } : { ok: false, problems: env.problems }
}

/** "2027:…,2026:…": each an id and 32 bytes in base64. */
function readKeys(env: ReturnType<typeof createEnvReader>): readonly Key[] {
  const items = env.list('CALLCHART_KEYS')
  const keys = items.flatMap((item) => parseKey(item) ?? [])
  if (keys.length < items.length)
    env.problem(
      'CALLCHART_KEYS',
      'holds something that is no key',
      `${keyAdvice} Several with a comma, the first seals.`,
    )
  else if (new Set(keys.map(({ id }) => id)).size < keys.length)
    env.problem(
      'CALLCHART_KEYS',
      'has two keys of one name',
      'Give each key a name of its own: a new one at every rotation.',
    )
  return keys
}

function readOpenAi(env: ReturnType<typeof createEnvReader>): OpenAiConfig | null {
  const apiKey = env.text('OPENAI_API_KEY')
  if (apiKey === null) return null
  return {
    apiKey,
    baseUrl: env.url('OPENAI_BASE_URL', ['https:', 'http:']),
    wordsModel: env.text('OPENAI_WORDS_MODEL'),
    voiceModel: env.text('OPENAI_VOICE_MODEL'),
    voice: env.text('OPENAI_VOICE'),
    decisionsModel: env.text('OPENAI_DECISIONS_MODEL'),
  }
}

function readCompatible(env: ReturnType<typeof createEnvReader>): CompatibleAccount | null {
  const baseUrl = env.url('DECISIONS_BASE_URL', ['https:', 'http:'])
  const model = env.text('DECISIONS_MODEL')
  if (baseUrl !== null && model === null)
    env.problem('DECISIONS_MODEL', 'is not set, and DECISIONS_BASE_URL is', 'Name the model that decides there.')
  if (baseUrl === null && model !== null)
    env.problem('DECISIONS_BASE_URL', 'is not set, and DECISIONS_MODEL is', 'Name the server on which that model runs.')
  return baseUrl === null || model === null ? null : { apiKey: env.text('DECISIONS_API_KEY'), baseUrl, model }
}
