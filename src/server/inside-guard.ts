import type { FastifyReply, FastifyRequest } from 'fastify'
import { isLoopback } from './env-reader.ts'
import type { Gate } from './api-tokens.ts'

/**
 * A hook for what is not for the public: open to a token of scope `read`, and without one to this machine alone. Whoever
 * seems to be this machine may be anybody where a proxy or a tunnel runs on it: so nobody is let in without a token where
 * the server has a public address, where a header tells of a forwarder, or where the name asked for is not this machine's
 * (a page elsewhere whose name was pointed here).
 */
export function createInsideGuard(options: {
  readonly publicUrl: string | null
  readonly gate: Gate
}): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const { publicUrl, gate } = options
  const isPublic = publicUrl !== null && !isLoopback(new URL(publicUrl).hostname)
  const needsRead = gate.needs('read')
  return async (request, reply) => {
    if (!isPublic && isFromHere(request)) return
    await needsRead(request, reply)
  }
}

function isFromHere({ headers, ip, host }: FastifyRequest): boolean {
  if (forwarders.some((name) => headers[name] !== undefined)) return false
  const address = ip.replace(/^::ffff:/, '')
  if (address !== '::1' && !isLoopback(address)) return false
  return URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname)
}

const forwarders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via', 'cf-connecting-ip']
