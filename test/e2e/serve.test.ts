import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const bin = resolve(import.meta.dirname, '../../src/cli/bin.ts')
const dentist = resolve(import.meta.dirname, '../../flows/dentist')

const sound = `flow: hello
start: greet
states:
  greet: { greeting: Hello., next: goodbye }
  goodbye: { end: Goodbye. }
`

describe('callchart serve says what is wrong, and ends with 2', () => {
  test('a broken flow, with its line', async () => {
    const folder = await project({ 'hello.yaml': sound.replace('next: goodbye', 'next: goodby') })
    const { code, output } = await callchart(['serve', '--flows', folder])
    expect(code).toBe(2)
    expect(output).toContain('unknown-state')
    expect(output).toMatch(/hello\.yaml:4/u)
    expect(output).toContain('goodbye')
  })

  test('a flow that calls a tool which no module has', async () => {
    const { code, output } = await callchart(['serve', '--flows', dentist])
    expect(code).toBe(2)
    expect(output).toContain('unknown-tool')
    expect(output).toContain('free_chairs')
  })

  test('a tools module that is not there', async () => {
    const folder = await project({ 'hello.yaml': sound })
    const { code, output } = await callchart(['serve', '--flows', folder, '--tools', join(folder, 'tools.ts')])
    expect(code).toBe(2)
    expect(output).toContain('tools.ts')
    expect(output).not.toContain('    at ')
  })

  test('no flows at all', async () => {
    const { code, output } = await callchart(['serve', '--flows', await project({})])
    expect(code).toBe(2)
    expect(output).toContain('There is no flow')
  })

  test('a configuration that exports nothing', async () => {
    const folder = await project({ 'hello.yaml': sound, 'callchart.config.ts': 'export const settings = {}\n' })
    const { code, output } = await callchart(['serve', '--project', folder])
    expect(code).toBe(2)
    expect(output).toContain('defineConfig')
  })

  test('a port that somebody else has', async () => {
    const folder = await project({ 'hello.yaml': sound })
    const other = createServer()
    const port = await new Promise<number>((go) =>
      other.listen(0, '127.0.0.1', () => go((other.address() as { port: number }).port)),
    )
    const { code, output } = await callchart(['serve', '--flows', folder], {
      PORT: String(port),
      CALLCHART_DATA: folder,
    })
    other.close()
    expect(code).toBe(2)
    expect(output).toContain(String(port))
    expect(output).toContain('PORT')
  })

  test('a Redis that nobody can reach', async () => {
    const folder = await project({ 'hello.yaml': sound })
    const { code, output } = await callchart(['serve', '--flows', folder], { REDIS_URL: 'redis://127.0.0.1:1' })
    expect(code).toBe(2)
    expect(output).toContain('REDIS_URL')
  })

  test('a language that the embedded voice does not speak', async () => {
    const folder = await project({ 'hallo.yaml': sound.replace('start: greet', 'language: de-DE\nstart: greet') })
    const { code, output } = await callchart(['serve', '--flows', folder], { CALLCHART_DATA: folder, PORT: '0' })
    expect(code).toBe(2)
    expect(output).toContain('OPENAI_API_KEY')
  })

  test('a setting that cannot be read', async () => {
    const { code, output } = await callchart(['serve'], { PORT: 'eighty' })
    expect(code).toBe(2)
    expect(output).toContain('PORT')
  })
})

test('a command that does not exist is 2, and the usage says which do', async () => {
  const { code, output } = await callchart(['sevre'])
  expect(code).toBe(2)
  expect(output).toContain('serve')
})

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-serve-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

function callchart(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const environment = { ...process.env, REDIS_URL: '', OPENAI_API_KEY: '', NODE_ENV: '', ...env }
  return new Promise((done) => {
    execFile(process.execPath, [bin, ...args], { env: environment, timeout: 15_000 }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, output: stdout + stderr }),
    )
  })
}
