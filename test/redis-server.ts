import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'

const run = promisify(execFile)

/** A `redis-server` of our own: real, on a free port of the loopback, in a folder of its own, ended by its pid. */
export interface RedisProcess {
  readonly port: number
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

/**
 * Starts one and resolves when it answers. `args` come after ours: ['--cluster-enabled', 'yes']. Nothing is kept on disk
 * once it is stopped.
 */
export async function startRedis(
  options: {
    readonly port?: number
    readonly args?: readonly string[]
    /** Kept when it is stopped, so that it can be started on it again. */
    readonly folder?: string
  } = {},
): Promise<RedisProcess> {
  const binary = await findRedisServer()
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'callchart-redis-')))
  const port = options.port ?? (await freePort())
  const server = spawn(
    binary.path,
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--save',
      '',
      '--loglevel',
      'warning',
      ...(options.args ?? []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...binary.env } },
  )
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  // A test run that dies must not leave a server behind.
  const kill = (): void => void server.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    process.off('exit', kill)
    await ended(server)
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true })
  }
  try {
    await answering(server, port)
  } catch (error) {
    await stop()
    throw new Error(`redis-server did not start on port ${port}: ${said.trim()}`, { cause: error })
  }
  return { port, url: `redis://127.0.0.1:${port}`, pid: server.pid as number, stop }
}

/** Starts a Redis Cluster of primaries that share all slots, and resolves when each of them knows so. */
export async function startRedisCluster(
  size: number,
): Promise<{ readonly nodes: readonly RedisProcess[]; stop(): Promise<void> }> {
  const nodes: RedisProcess[] = []
  const stop = async (): Promise<void> => void (await Promise.all(nodes.map((node) => node.stop())))
  const clients: Redis[] = []
  try {
    for (let i = 0; i < size; i++) {
      // A node talks to the others on its port + 10000.
      const port = await freePort(55_535)
      nodes.push(await startRedis({ port, args: ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'] }))
    }
    clients.push(...nodes.map((node) => new Redis(node.url)))
    const share = Math.ceil(16_384 / size)
    for (const [i, client] of clients.entries()) {
      await client.call('CLUSTER', 'ADDSLOTSRANGE', i * share, Math.min((i + 1) * share, 16_384) - 1)
      if (i > 0) await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]?.port ?? 0)
    }
    for (const client of clients) {
      await until(async () => {
        const info = (await client.call('CLUSTER', 'INFO')) as string
        return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${size}`)
      }, 'the cluster to form')
    }
  } catch (error) {
    await stop()
    throw error
  } finally {
    for (const client of clients) client.disconnect()
  }
  return { nodes, stop }
}

async function answering(server: ChildProcess, port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    retryStrategy: () => 10,
    maxRetriesPerRequest: null,
  })
  client.on('error', () => {})
  try {
    await Promise.race([
      client.connect().catch(() => client.ping()),
      new Promise((_, reject) => server.once('exit', (code) => reject(new Error(`it ended with code ${code}`)))),
      wait(10_000).then(() => Promise.reject(new Error('no answer within 10 s'))),
    ])
  } finally {
    client.disconnect()
  }
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGKILL')
  await exit
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (let left = 200; !(await condition()); left--) {
    if (left === 0) throw new Error(`Waited 10 s for ${what}.`)
    await wait(50)
  }
}

async function freePort(below = 65_536): Promise<number> {
  for (;;) {
    const port = await new Promise<number>((resolve, reject) => {
      const server = createServer()
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => {
        const address = server.address()
        server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
      })
    })
    if (port < below) return port
  }
}

interface RedisBinary {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
}

const advice =
  'These tests need redis-server 6.2 or newer. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis), or name its path in REDIS_SERVER.'

/**
 * The binary: named by REDIS_SERVER, or on the path; else, for root on Debian, unpacked from Debian's own packages into
 * `.callchart/` of this folder: nothing is installed, and no service starts. Rejects saying what to install.
 */
async function findRedisServer(): Promise<RedisBinary> {
  for (const path of [process.env['REDIS_SERVER'] ?? '', 'redis-server']) {
    if (path !== '' && (await works({ path, env: {} }))) return { path, env: {} }
  }
  const root = join(import.meta.dirname, '..', '.callchart', 'redis-server')
  const machine = process.arch === 'x64' ? 'x86_64' : process.arch === 'arm64' ? 'aarch64' : process.arch
  const unpacked: RedisBinary = {
    path: join(root, 'usr/bin/redis-server'),
    env: { LD_LIBRARY_PATH: join(root, `usr/lib/${machine}-linux-gnu`) },
  }
  if (await works(unpacked)) return unpacked
  if (process.getuid?.() !== 0 || !(await exists('/usr/bin/apt-get'))) throw new Error(advice)
  try {
    await unpack(root)
  } catch (error) {
    throw new Error(`${advice} (Fetching Debian's package failed too.)`, { cause: error })
  }
  if (await works(unpacked)) return unpacked
  throw new Error(advice)
}

/** Unpacks beside and renames: two test runs at once both end with a whole folder. */
async function unpack(root: string): Promise<void> {
  const fresh = `${root}.${process.pid}`
  const archives = join(fresh, 'archives')
  await mkdir(join(archives, 'partial'), { recursive: true })
  const apt = ['-q', '-o', 'DPkg::Lock::Timeout=60', '-o', `Dir::Cache::archives=${archives}`]
  await run('apt-get', [...apt, 'update'])
  await run('apt-get', [...apt, 'install', '-y', '--no-install-recommends', '--download-only', 'redis-server'])
  for (const file of await readdir(archives)) {
    if (file.endsWith('.deb')) await run('dpkg', ['-x', join(archives, file), fresh])
  }
  await rm(archives, { recursive: true })
  await rename(fresh, root).catch(() => rm(fresh, { recursive: true }))
}

async function works({ path, env }: RedisBinary): Promise<boolean> {
  return run(path, ['--version'], { env: { ...process.env, ...env } }).then(
    () => true,
    () => false,
  )
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
