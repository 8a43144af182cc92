import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const bin = join(import.meta.dirname, '../../src/cli/bin.ts')
/** A title, a cleared screen, the eight-bit introducer, a turned direction, a bell. */
const hostile = '\u001B]0;owned\u0007 \u001B[2J \u009B31m \u202Edlrow\u202C tail'
const obeyed = /(?!\n)[\p{Cc}\u200E\u200F\u2028-\u202E\u2066-\u2069]/u

/** A server that is not ours, or is not itself any more: each text that it answers is hostile. */
async function startHostile(status: number): Promise<string> {
  const figures = { rows: 1, done: 0, calling: 0, waiting: 1, calls: 0, nextAt: hostile, until: hostile }
  const answer = {
    ...figures,
    error: `no ${hostile}`,
    callId: `o-${hostile}`,
    status: 'dialled',
    name: `july ${hostile}`,
    state: hostile,
    faults: [{ row: 1, column: hostile, problem: hostile }],
  }
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go))
  onTestFinished(() => new Promise<void>((go) => void server.close(() => go())))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

async function run(...args: string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '', CALLCHART_API_TOKEN: 'all:dial+read+operate:open-sesame' }
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { env }, (_, out, err) => resolve(out + err))
  })
}

it.each([200, 400])(
  'nothing that a server answers with %i, or that a list holds, is obeyed by a terminal',
  { timeout: 120_000 },
  async (status) => {
    const server = await startHostile(status)
    const folder = await mkdtemp(join(tmpdir(), 'callchart-terminal-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const list = join(folder, 'list.csv')
    await writeFile(list, 'to,name\n+447700900123,Ann\n')
    const twice = join(folder, 'twice.csv')
    await writeFile(twice, `to,${hostile},${hostile}\n+447700900123,1,2\n`)
    const said = await Promise.all([
      run('call', '--to', '+447700900123', '--flow', 'pickup', '--server', server),
      run('call', '--list', list, '--campaign', 'july', '--server', server),
      run('call', '--list', twice, '--campaign', 'july', '--server', server),
      run('calls', '--campaign', 'july', '--server', server),
      run('calls', '--campaign', 'july', '--pause', '--server', server),
      run('calls', 'o-1', '--end', '--server', server),
      run('calls', 'o-1', '--transfer', 'desk', '--server', server),
    ])
    for (const text of said) {
      expect(text).not.toBe('')
      expect(text).not.toMatch(obeyed)
    }
    expect(said.join('')).toContain('tail')
  },
)
