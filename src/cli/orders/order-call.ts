import { plainText } from '../../../engine/language/plain-text.ts'
import { readConfig } from '../../server/config.ts'
import { ProjectError } from '../project/project.ts'

/** What may be done to a live call from outside. */
export type Order = 'end' | { readonly transfer: string }

/** Asks a running server to do it, and prints what it says. 0 it does, 1 it does not. Rejects with ProjectError where it cannot be asked. */
export async function orderCall(callId: string, order: Order, server: string | undefined): Promise<0 | 1> {
  const read = readConfig(process.env)
  const token = read.ok ? read.config.apiTokens.find(({ scopes }) => scopes.includes('operate')) : undefined
  if (token === undefined)
    throw new ProjectError('CALLCHART_API_TOKEN has no token that operates: set it to one that the server knows.')
  const base = server ?? (read.ok ? `http://${read.config.host}:${read.config.port}` : '')
  const path = `/calls/${encodeURIComponent(callId)}`
  const headers = { authorization: `Bearer ${token.secret}` }
  const asked =
    order === 'end'
      ? fetch(`${base}${path}`, { method: 'DELETE', headers, signal: AbortSignal.timeout(timeoutMs) })
      : fetch(`${base}${path}/transfer`, {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ destination: order.transfer }),
          signal: AbortSignal.timeout(timeoutMs),
        })
  const answer = await asked.catch((error: unknown) => {
    throw new ProjectError(`No server answers at ${base}. Name it: --server http://host:3000`, { cause: error })
  })
  const { error } = (await answer.json().catch(() => ({}))) as { readonly error?: string }
  if (answer.ok) console.log(order === 'end' ? 'It ends.' : `It is handed over to ${order.transfer}.`)
  else console.error(plainText(error ?? `The server answered ${answer.status}.`))
  return answer.ok ? 0 : 1
}

const timeoutMs = 10_000
