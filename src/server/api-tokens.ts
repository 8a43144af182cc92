import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ConfigProblem } from './env-reader.ts'

/** What a token opens: placing calls, looking at them, or ending and handing them over. */
export const scopes = ['dial', 'read', 'operate'] as const
export type Scope = (typeof scopes)[number]

export interface ApiToken {
  /** Who uses it, for the audit: "wallboard". */
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly secret: string
}

/**
 * Reads `CALLCHART_API_TOKEN`: a secret that opens everything, or `NAME:SCOPE+SCOPE:SECRET`, several with commas. The problem
 * never holds a secret.
 */
export function readApiTokens(items: readonly string[]): {
  readonly tokens: readonly ApiToken[]
  readonly problems: readonly ConfigProblem[]
} {
  const tokens: ApiToken[] = []
  const problems: ConfigProblem[] = []
  for (const [index, item] of items.entries()) {
    const [name = '', scoped, ...rest] = item.split(':')
    const asked = (scoped ?? '').split('+')
    if (scoped === undefined) tokens.push({ name: 'token', scopes, secret: item })
    else if (!/^[\w.-]{1,40}$/.test(name) || rest.length === 0 || rest.join(':') === '' || !asked.every(isScope))
      problems.push({
        variable: 'CALLCHART_API_TOKEN',
        problem: `has a token that cannot be read, the ${index + 1}. of ${items.length}`,
        advice: `Write NAME:SCOPES:SECRET, the scopes of ${scopes.join(', ')} with a + between: wallboard:read:s3cret, oncall:read+operate:0ther.`,
      })
    else tokens.push({ name, scopes: asked, secret: rest.join(':') })
  }
  return { tokens, problems }
}

function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text)
}

/** Opens routes to those who have a token for them. */
export interface Gate {
  /** A preHandler: 403 where there is no token at all or it does not open this, 401 where it is not known. */
  needs(scope: Scope): (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  /** The name of the token that a request carries; "" where it carries none. */
  nameOf(request: FastifyRequest): string
}

export function createGate(tokens: readonly ApiToken[]): Gate {
  const known = tokens.map((token) => ({ token, digest: digest(`Bearer ${token.secret}`) }))
  const find = (request: FastifyRequest): ApiToken | undefined => {
    // Digests have one length, so that the comparison tells nothing about the token's; all are compared, for the same reason.
    const given = digest(request.headers.authorization ?? '')
    return known.filter((one) => timingSafeEqual(one.digest, given)).at(0)?.token
  }
  return {
    needs: (scope) => async (request, reply) => {
      const token = find(request)
      if (tokens.length === 0) await reply.code(403).send({ error: 'Set CALLCHART_API_TOKEN to open this route.' })
      else if (token === undefined)
        await reply
          .code(401)
          .header('www-authenticate', 'Bearer')
          .send({ error: 'Send Authorization: Bearer and the token.' })
      else if (!token.scopes.includes(scope))
        await reply.code(403).send({ error: `The token "${token.name}" does not open this: it needs "${scope}".` })
    },
    nameOf: (request) => find(request)?.name ?? '',
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
