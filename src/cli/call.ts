import { randomUUID } from 'node:crypto'
import { defineCommand } from 'citty'
import { readConfig } from '../server/config.ts'
import { ProjectError } from './project.ts'

/** `callchart call`: has a running server call somebody. */
export const callCommand = defineCommand({
  meta: { name: 'call', description: 'Calls somebody: a running server dials, and the flow speaks with who answers.' },
  args: {
    to: { type: 'string', description: 'Who is called, E.164', valueHint: '+44…', required: true },
    flow: { type: 'string', description: 'The flow, by its name', valueHint: 'FLOW', required: true },
    set: { type: 'string', description: 'An input of the flow; again for each', valueHint: 'NAME=VALUE' },
    language: { type: 'string', description: "What is spoken, where it is not the flow's own", valueHint: 'de-DE' },
    deadline: { type: 'string', description: 'It rings by then, or not at all', valueHint: '2m' },
    key: { type: 'string', description: 'Asked for again with the same key it is the same call', valueHint: 'KEY' },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
    server: {
      type: 'string',
      description: 'The server that dials; default: HOST and PORT. CALLCHART_API_TOKEN opens it',
      valueHint: 'URL',
    },
  },
  /** 0 the line has taken it, 1 it was not made, or nobody knows whether it was, 2 could not be asked. */
  async run({ args, rawArgs }) {
    try {
      const body = {
        to: args.to,
        flow: args.flow,
        inputs: inputsOf(rawArgs),
        ...(args.language === undefined ? {} : { language: args.language }),
        ...(args.deadline === undefined ? {} : { deadline: args.deadline }),
      }
      const answer = await ask(body, args.key ?? randomUUID(), args.server)
      if (args.format === 'json') console.log(JSON.stringify(answer.body))
      else tell(answer)
      return answer.ok && answer.body.status === 'dialled' ? 0 : 1
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly body: {
    readonly callId?: string
    readonly status?: string
    readonly repeated?: boolean
    readonly error?: string
  }
}

/** `--set a=1 --set=b=two`: the last of a name counts. */
function inputsOf(rawArgs: readonly string[]): Record<string, string> {
  const pairs = rawArgs.flatMap((raw, index): string[] => {
    if (raw === '--set') return [rawArgs[index + 1] ?? '']
    return raw.startsWith('--set=') ? [raw.slice('--set='.length)] : []
  })
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new ProjectError(`--set wants NAME=VALUE, not "${pair}": --set patient="Anna Berger"`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

async function ask(body: object, key: string, server: string | undefined): Promise<Answer> {
  const read = readConfig(process.env)
  const token = read.ok ? read.config.apiTokens.find(({ scopes }) => scopes.includes('dial')) : undefined
  if (token === undefined)
    throw new ProjectError('CALLCHART_API_TOKEN has no token that dials: set it to one that the server knows.')
  const base = server ?? (read.ok ? `http://${read.config.host}:${read.config.port}` : '')
  const response = await fetch(`${base}/calls`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token.secret}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new ProjectError(
      `No server has answered at ${base}. If it may have been reached, ask again with --key ${key}: it is then the same call.`,
      { cause: error },
    )
  })
  const answered = (await response.json().catch(() => ({}))) as Answer['body']
  return { ok: response.ok, status: response.status, body: answered }
}

function tell({ ok, status, body }: Answer): void {
  const id = body.callId ?? ''
  if (!ok) console.error(body.error ?? `The server answered ${status}.`)
  else if (body.status === 'uncertain')
    console.error(
      `${id}: the line has not answered in time. It may ring; it is not dialled again. See: callchart calls ${id}`,
    )
  else if (body.status === 'failed') console.error(`${id}: the line did not take the call.`)
  else console.log(`${id}: ${body.repeated === true ? 'was dialled before' : 'is being dialled'}.`)
}

/** Longer than the server waits for the line. */
const timeoutMs = 30_000
