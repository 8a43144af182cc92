import type { TcpWay } from './tcp-way.ts'

/** Chooses a server for each request, as a load balancer does: in turns, among those whose last health check went well. */
export interface Balancer {
  /** The address for the next request. */
  next(): string
  /** Resolves when so many servers are taken for healthy. */
  healthy(count: number): Promise<void>
  close(): void
}

const everyMs = 250
const withinMs = 500

/**
 * `refuses`: nobody listens behind this way, so that a connection is refused at once; a balancer tries the next server then,
 * and the request does not notice. A host that is silent it finds out by its health check alone.
 */
export function startBalancer(ways: readonly TcpWay[], refuses: (way: TcpWay) => boolean = () => false): Balancer {
  const isWell = new Map<TcpWay, boolean>()
  let turn = 0
  const check = async (way: TcpWay): Promise<void> => {
    isWell.set(way, await isReady(way))
  }
  const timer = setInterval(() => void Promise.all(ways.map(check)), everyMs)
  return {
    next() {
      for (const way of ways) if (refuses(way)) isWell.set(way, false)
      const well = ways.filter((way) => isWell.get(way) === true)
      const among = well.length > 0 ? well : ways
      turn += 1
      return `http://127.0.0.1:${among[turn % among.length]!.port}`
    },
    async healthy(count) {
      while ([...isWell.values()].filter(Boolean).length < count)
        await new Promise((resolve) => setTimeout(resolve, 50))
    },
    close: () => clearInterval(timer),
  }
}

async function isReady(way: TcpWay): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${way.port}/readyz`, {
      signal: AbortSignal.timeout(withinMs),
      headers: { connection: 'close' },
    })
    await answer.text()
    return answer.ok
  } catch {
    return false
  }
}
