import { connect, createServer, type Socket } from 'node:net'

/**
 * The way to a server: a port of loopback whose bytes go on to another one. What a network can do to them, it can: lead
 * elsewhere, cut every connection, or go dark, when nothing arrives any more and nobody is told.
 */
export interface TcpWay {
  readonly port: number
  /** Where connections that are opened from now on lead. */
  target: number
  readonly isDark: boolean
  /** Drops all bytes and closes nothing: a host that has vanished. */
  goDark(): void
  /** Connections of before stay dark for ever; new ones go through. */
  lighten(): void
  /** Ends every connection with a reset. */
  cut(): void
  close(): Promise<void>
}

export async function openWay(target: number): Promise<TcpWay> {
  const sockets = new Set<Socket>()
  let isDark = false
  const server = createServer({ pauseOnConnect: true }, (near) => {
    keep(near)
    if (isDark) return
    const far = connect(way.target, '127.0.0.1')
    keep(far)
    near.on('close', () => isStillLit(near) && far.destroy())
    far.on('close', () => isStillLit(far) && near.destroy())
    near.pipe(far)
    far.pipe(near)
  })
  const darkened = new WeakSet<Socket>()
  const isStillLit = (socket: Socket): boolean => !darkened.has(socket)
  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => void sockets.delete(socket))
  }
  const way: TcpWay = {
    port: 0,
    target,
    get isDark() {
      return isDark
    },
    goDark() {
      isDark = true
      for (const socket of sockets) {
        darkened.add(socket)
        socket.unpipe()
        socket.removeAllListeners('data')
        // Read and thrown away: whoever sends notices nothing.
        socket.on('data', () => {})
        socket.resume()
      }
    },
    lighten() {
      isDark = false
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    async close() {
      way.cut()
      await new Promise((done) => server.close(done))
    },
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return Object.defineProperty(way, 'port', { value: port })
}
