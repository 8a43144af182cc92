import type { FastifyInstance } from 'fastify'
import type { CallStore } from '../store/store.ts'
import type { Metrics } from './metrics.ts'
import { within } from './within.ts'

/**
 * `/healthz`: the process lives. `/readyz`: it may be given new calls; 503 while it closes or its store is silent.
 * `/metrics`: Prometheus' text, which `harden` closes to the outside.
 */
export function addHealthRoutes(
  app: FastifyInstance,
  options: { readonly store: Pick<CallStore, 'ping'>; readonly metrics: Metrics; isDraining(): boolean },
): void {
  app.get('/healthz', () => ({ status: 'alive' }))

  app.get('/readyz', async (_, reply) => {
    if (options.isDraining()) return reply.code(503).send({ status: 'closing' })
    try {
      await within(pingWithinMs, 'the store', options.store.ping())
      return { status: 'ready' }
    } catch {
      return reply.code(503).send({ status: 'store unreachable' })
    }
  })

  app.get('/metrics', async (_, reply) => {
    const text = await options.metrics.registry.metrics()
    return reply.type(options.metrics.registry.contentType).send(text)
  })
}

const pingWithinMs = 1000
