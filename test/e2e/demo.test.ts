import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'

const demo = resolve(import.meta.dirname, '../demo/demo.ts')

describe('the demo', () => {
  test('a caller who speaks books a visit, whatever happens to the stream', { timeout: 120_000 }, async () => {
    const { code, output } = await runDemo(() => {})
    expect(output).not.toContain('✗')
    expect(code, output).toBe(0)
  })

  test('the server is killed while a tool is under way, and the call goes on', { timeout: 150_000 }, async () => {
    let killed = false
    const { code, output } = await runDemo((line, serverPid) => {
      if (killed || serverPid === null || !line.includes('free_chairs is called')) return
      killed = true
      process.kill(serverPid, 'SIGKILL')
    })
    expect(killed).toBe(true)
    expect(output).toContain('the call was taken over from a server that died')
    expect(output).not.toContain('✗')
    expect(code, output).toBe(0)
  })
})

/** Runs it as a user would, and hands over each line with the server's process id, once that is known. */
async function runDemo(
  onLine: (line: string, serverPid: number | null) => void,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [demo], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  let serverPid: number | null = null
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line)
      serverPid ??= Number(/process (\d+)/u.exec(line)?.[1] ?? Number.NaN) || null
      onLine(line, serverPid)
    })
  }
  const code = await new Promise<number | null>((done) => child.once('close', done))
  return { code, output: lines.join('\n') }
}
