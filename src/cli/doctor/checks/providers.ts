import { WebSocket } from 'ws'
import type { Environment } from '../../../server/env-reader.ts'
import { answerWithinMs, ok, reasonOf, skipped, warning, wrong, type Check, type Finding } from '../finding.ts'

/** How a provider is asked whether it knows a key, and where its streams are opened. Nothing that is asked costs anything. */
interface Provider {
  readonly name: string
  readonly keyVariable: string
  readonly baseVariable: string
  readonly base: string
  readonly headers: (key: string) => Readonly<Record<string, string>>
  /** A page that needs the key. */
  readonly page: string
  /** A socket as a call opens it; absent where calls open none. */
  readonly socket?: string
}

const providers: readonly Provider[] = [
  {
    name: 'OpenAI',
    keyVariable: 'OPENAI_API_KEY',
    baseVariable: 'OPENAI_BASE_URL',
    base: 'https://api.openai.com/v1',
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    page: '/models',
    socket: '/realtime?intent=transcription',
  },
  {
    name: 'Deepgram',
    keyVariable: 'DEEPGRAM_API_KEY',
    baseVariable: 'DEEPGRAM_BASE_URL',
    base: 'https://api.deepgram.com',
    headers: (key) => ({ authorization: `Token ${key}` }),
    // https://developers.deepgram.com/reference/management-api/projects/list
    page: '/v1/projects',
    socket: '/v1/listen?encoding=mulaw&sample_rate=8000&channels=1&model=nova-3',
  },
  {
    name: 'ElevenLabs',
    keyVariable: 'ELEVENLABS_API_KEY',
    baseVariable: 'ELEVENLABS_BASE_URL',
    base: 'https://api.elevenlabs.io',
    headers: (key) => ({ 'xi-api-key': key }),
    // https://elevenlabs.io/docs/api-reference/models/list
    page: '/v1/models',
  },
]

/** Whether each provider that has a key knows it, and lets a stream in, and how long that takes. */
export const checkProviders: Check = async ({ config, environment }) => {
  const found = await Promise.all(providers.map((provider) => examine(provider, environment)))
  const all = found.flat()
  return all.length > 0
    ? all
    : [
        skipped(
          'providers',
          `No provider has a key: words${config.compatible === null ? ', voice and decisions' : ' and voice'} are the embedded ones, for demonstrations.`,
        ),
      ]
}

async function examine(provider: Provider, environment: Environment): Promise<readonly Finding[]> {
  const key = environment[provider.keyVariable]?.trim() ?? ''
  if (key === '') return []
  const base = (environment[provider.baseVariable]?.trim() || provider.base).replace(/\/+$/, '')
  const asked = await page(provider, base, key)
  if (asked.status !== 'ok' || provider.socket === undefined) return [asked]
  return [asked, await handshake(provider, base + provider.socket, key)]
}

async function page({ name, keyVariable, headers, page: path }: Provider, base: string, key: string): Promise<Finding> {
  const began = performance.now()
  try {
    const response = await fetch(base + path, { headers: headers(key), signal: AbortSignal.timeout(answerWithinMs) })
    const ms = Math.round(performance.now() - began)
    const text = await response.text()
    return judge({ name, keyVariable, status: response.status, text, ms })
  } catch (error) {
    return wrong(
      name,
      `It cannot be reached (${reasonOf(error)}).`,
      `Does a firewall or a proxy keep this machine from ${new URL(base).host}?`,
    )
  }
}

function judge(answer: {
  readonly name: string
  readonly keyVariable: string
  readonly status: number
  readonly text: string
  readonly ms: number
}): Finding {
  const { name, keyVariable, status, text, ms } = answer
  if (/quota|insufficient|payment/i.test(text) || status === 402)
    return wrong(name, `The account has no credit left (${status}).`, 'Top it up: calls fail over or end until then.')
  // A key that may do nothing but what calls need is a good one.
  if (/missing_permissions|missing scopes|insufficient permissions/i.test(text))
    return ok(name, `It knows the key, which may not look here (${ms} ms).`)
  if (status === 401 || status === 403)
    return wrong(name, `It does not know the key (${status}).`, `Make a new one, and set ${keyVariable}.`)
  if (status === 429)
    return warning(name, 'It is asked too often by this account (429).', 'Have the limit raised: a call cannot wait.')
  if (status >= 500)
    return warning(name, `It is in trouble itself (${status}).`, 'Try again, and look at its status page.')
  return ok(name, `It knows the key (${ms} ms).`)
}

function handshake({ name, headers }: Provider, address: string, key: string): Promise<Finding> {
  const began = performance.now()
  return new Promise((resolve) => {
    const socket = new WebSocket(address.replace(/^http/, 'ws'), {
      headers: headers(key),
      handshakeTimeout: answerWithinMs,
    })
    const refused = (why: string): void =>
      resolve(
        wrong(
          `${name} stream`,
          `A stream is not let in (${why}).`,
          'May this key open streams, and does a proxy between let upgrades through?',
        ),
      )
    socket.on('open', () => {
      socket.close()
      const ms = Math.round(performance.now() - began)
      const told = `A stream is open after ${ms} ms.`
      resolve(
        ms > 1000
          ? warning(`${name} stream`, told, 'Callers wait for it at the start of a call: run the servers nearer to it.')
          : ok(`${name} stream`, told),
      )
    })
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      refused(String(response.statusCode))
    })
    socket.on('error', (error) => refused(reasonOf(error)))
  })
}
