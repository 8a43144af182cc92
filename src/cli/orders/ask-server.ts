import { readConfig } from '../../server/config.ts'
import type { Scope } from '../../server/api-tokens.ts'
import { ProjectError } from '../project/project.ts'

/** What a running server has answered. */
export interface Answer<Body> {
  readonly ok: boolean
  readonly status: number
  /** Empty where it was no JSON. */
  readonly body: Body
}

const lacking: Readonly<Record<Scope, string>> = {
  dial: 'has no token that dials',
  read: 'has no token that reads',
  operate: 'has no token that operates',
}

/**
 * Asks a running server, with the token of the environment that opens the route. Rejects with ProjectError where there is no
 * such token, or nobody answers; `unanswered` says what is then to be done.
 */
export async function askServer<Body>(asked: {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly scope: Scope
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** Its address; that of HOST and PORT unless told. */
  readonly server: string | undefined
  readonly unanswered: (base: string) => string
}): Promise<Answer<Partial<Body>>> {
  const { method, path, scope, body, headers = {}, server, unanswered } = asked
  const read = readConfig(process.env)
  const token = read.ok ? read.config.apiTokens.find(({ scopes }) => scopes.includes(scope)) : undefined
  if (token === undefined)
    throw new ProjectError(`CALLCHART_API_TOKEN ${lacking[scope]}: set it to one that the server knows.`)
  const base = server ?? (read.ok ? `http://${read.config.host}:${read.config.port}` : '')
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token.secret}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new ProjectError(unanswered(base), { cause: error })
  })
  const answered = (await response.json().catch(() => ({}))) as Partial<Body>
  return { ok: response.ok, status: response.status, body: answered }
}

/** Longer than the server waits for the line. */
const timeoutMs = 30_000
