import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'

/** `.github/workflows/flows.yml`, its lines run as a runner of GitHub runs them, in a folder that holds this checkout. */
const root = join(import.meta.dirname, '../..')
interface Step {
  readonly uses?: string
  readonly run?: string
  readonly name?: string
  readonly if?: string
  readonly with?: Record<string, unknown>
}
interface Workflow {
  readonly on: Record<string, unknown>
  readonly permissions: Record<string, string>
  readonly jobs: Record<
    string,
    { readonly 'runs-on': string; readonly 'timeout-minutes': number; readonly steps: readonly Step[] }
  >
}
const workflow = parse(readFileSync(join(root, '.github/workflows/flows.yml'), 'utf8')) as Workflow
const steps = workflow.jobs['flows']?.steps ?? []
const lines = steps.flatMap(({ run }) => (run === undefined ? [] : [run]))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-workflow-'))
  for (const name of ['engine', 'src', 'schemas', 'node_modules', 'package.json'])
    symlinkSync(join(root, name), join(folder, name))
  cpSync(join(root, 'flows'), join(folder, 'flows'), { recursive: true })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** `bash -e -o pipefail`, as GitHub does for `run`, with this Node in front. */
function run(line: string): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    NO_COLOR: '1',
    CI: 'true',
  }
  return promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', line], {
    cwd: folder,
    env,
    maxBuffer: 1 << 26,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    ({ code = 1, stdout = '', stderr = '' }: { code?: number; stdout?: string; stderr?: string }) => ({
      code,
      output: stdout + stderr,
    }),
  )
}

describe('the workflow of this repository', () => {
  it('runs for each pull request, may only read, and ends', () => {
    expect(Object.keys(workflow.on)).toEqual(['push', 'pull_request'])
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(workflow.jobs['flows']).toMatchObject({ 'runs-on': 'ubuntu-latest', 'timeout-minutes': expect.any(Number) })
  })
  it('has steps that are either an action at a version or a line, and nothing that GitHub does not know', () => {
    for (const step of steps) {
      expect(['uses', 'run'].filter((key) => key in step)).toHaveLength(1)
      expect(['name', 'uses', 'run', 'if', 'with']).toEqual(expect.arrayContaining(Object.keys(step)))
      if (step.uses !== undefined) expect(step.uses).toMatch(/^actions\/[a-z-]+@v\d+$/)
    }
    expect(steps[0]?.uses).toMatch(/^actions\/checkout@/)
    expect(steps[1]).toMatchObject({ uses: expect.stringMatching(/setup-node/), with: { 'node-version': 24 } })
  })
  it('installs what is locked, then validates, tests, and keeps the JUnit report', () => {
    expect(lines[0]).toBe('npm ci')
    expect(lines.slice(1).map((line) => /callchart|bin\.ts (\w+)/.exec(line)?.[1])).toEqual([
      'validate',
      'test',
      'test',
    ])
    const written = /> (\S+)$/.exec(lines.at(-1) ?? '')?.[1]
    expect(steps.at(-1)).toMatchObject({ uses: expect.stringMatching(/upload-artifact/), with: { path: written } })
  })
  it.each(lines.slice(1))('passes: %s', { timeout: 120_000 }, async (line) => {
    const done = await run(line)
    expect(done, done.output).toMatchObject({ code: 0 })
  })
  it('has then written JUnit of every conversation', () => {
    const report = readFileSync(join(folder, 'flows.junit.xml'), 'utf8')
    expect(report).toMatch(/^<\?xml/)
    expect(report.match(/<testcase /g)?.length).toBeGreaterThan(100)
    expect(report).not.toContain('<failure')
  })
  it(
    'fails on the lines of the pull request where a flow, a tool or a conversation is broken',
    { timeout: 240_000 },
    async () => {
      const file = join(folder, 'flows/restaurant/restaurant.yaml')
      const sound = readFileSync(file, 'utf8')
      writeFileSync(file, sound.replace('guests: =slots.party_size, mobile', 'guests: =slots.at, mobile'))
      const validated = await run(lines[1] ?? '')
      expect(validated).toMatchObject({ code: 1 })
      const broken = 1 + sound.split('\n').findIndex((line) => line.includes('guests: =slots.party_size, mobile'))
      expect(validated.output).toMatch(
        new RegExp(`::error file=flows/restaurant/restaurant\\.yaml,line=${broken},.*title=tool-input::`),
      )
      writeFileSync(file, sound.replace('say: We are full around then.', 'say: We have a table for you.'))
      const tested = await run(lines[2] ?? '')
      expect(tested).toMatchObject({ code: 1 })
      expect(tested.output).toMatch(/::error file=flows\/restaurant\/restaurant\.test\.yaml,line=\d+/)
      writeFileSync(file, sound)
    },
  )
})
