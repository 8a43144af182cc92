import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'

/**
 * The package as a project gets it: packed, installed from its tarball without install scripts into an empty folder, and
 * run there by a plain Node 24, which refuses TypeScript under `node_modules`.
 */
const root = join(import.meta.dirname, '../..')
let folder: string
let project: string

/** Runs in the new project; only Node and npm are on its path, none of this repository's commands. */
async function run(command: string, args: readonly string[], cwd = project): Promise<{ code: number; output: string }> {
  const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':')
  const env = { ...process.env, PATH: path, NODE_OPTIONS: '', NO_COLOR: '1' }
  return promisify(execFile)(command, args, { cwd, env, maxBuffer: 1 << 26 }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: { code?: number; stdout?: string; stderr?: string; message: string }) => ({
      code: error.code ?? 1,
      output: `${error.stdout ?? ''}${error.stderr ?? ''}` || error.message,
    }),
  )
}

/** A line as a shell of a CI runs it, with this Node in front and the package's commands. */
function runLine(line: string, cwd: string): Promise<{ code: number; output: string }> {
  const path = [join(project, 'node_modules/.bin'), dirname(process.execPath)].join(':')
  return run('bash', ['-e', '-o', 'pipefail', '-c', `PATH="${path}:$PATH"; ${line}`], cwd)
}

const flow = `flow: parcels
language: en-GB
timezone: Europe/London
start: greet
slots:
  number: { type: digits, length: 4, hint: the parcel's number }
states:
  greet: { greeting: "Parcels, hello.", next: ask }
  ask:
    gather: number
    prompt: What are the four digits of your parcel?
    nomatch: [{ repeat: true }, { to: goodbye }]
    noinput: [{ repeat: true }, { to: goodbye }]
    next: find
  find:
    tool: find_parcel
    with: { number: =slots.number }
    save: { where: result.where }
    filler: { after: 800ms, say: [One moment.], every: 1500ms }
    timeout: 5s
    next: tell
    outcomes: { error: goodbye }
  tell: { say: "It is in {{ where }}.", next: goodbye }
  goodbye: { end: Goodbye!, outcome: completed }
`

const tools = `import { defineTool, ToolError, type ToolContext } from 'callchart'
import { Type } from 'typebox'

const places: Record<string, string> = { '1234': 'Leeds' }

export const findParcel = defineTool({
  name: 'find_parcel',
  description: 'Finds a parcel.',
  effect: 'read',
  input: Type.Object({ number: Type.String() }),
  output: Type.Object({ where: Type.String() }),
  handler: ({ number }, context: ToolContext) => {
    const where: string | undefined = places[number]
    if (where === undefined) throw new ToolError('not_found', 'no such parcel')
    context.log.info('found')
    return { where }
  },
})
`

const call = `import { readFileSync } from 'node:fs'
import { compileFlow, startCall, step, type CallEvent, type Effect, type Stepped } from 'callchart'
import { findParcel } from './tools.ts'

const compiled = compileFlow(readFileSync('flow.yaml', 'utf8'), 'flow.yaml')
let now = Date.UTC(2026, 9, 8, 12)
let call: Stepped = startCall(compiled, { at: now })
const said: string[] = []
let effects: Effect[] = []

/** Takes a step, hears what is said to its end, and remembers what else is wanted. */
function fold(event: CallEvent): void {
  call = step(compiled, call.snapshot, event)
  perform()
}
function perform(): void {
  for (const effect of call.effects) {
    effects.push(effect)
    if (effect.type !== 'say') continue
    said.push(effect.text)
  }
  const speaking = call.snapshot.context.speaking
  if (speaking !== null) fold({ type: 'speech.played', at: (now += 1000), id: speaking })
}
perform()
for (const key of '1234') {
  const keys = call.snapshot.context.keys + key
  const value = keys.length === 4 ? keys : null
  const reading = {
    state: value === null ? ('partial' as const) : ('closed' as const),
    value, alternatives: [], spans: [], confidence: 1, readback: '',
  }
  fold({ type: 'key.pressed', at: (now += 300), key, readings: { number: reading } })
}
const wanted = effects.find((effect) => effect.type === 'tool.call')
if (wanted?.type !== 'tool.call') throw new Error('no tool was called: ' + JSON.stringify(call))
const log = { info() {}, warn() {} }
const context = { callId: 'c', idempotencyKey: wanted.key, attempt: 1, signal: new AbortController().signal, fetch, log }
const result = await findParcel.handler(wanted.input as { number: string }, context)
fold({ type: 'tool.finished', at: (now += 100), key: wanted.key, outcome: { ok: true, result } })
console.log(JSON.stringify({ said, outcome: call.snapshot.context.outcome, status: call.snapshot.status }))
`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-package-'))
  project = join(folder, 'project')
  mkdirSync(project)
  // npm finds this repository's Node 24 by itself for the build, as it does for whoever packs it.
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], root)
  expect(packed, packed.output).toMatchObject({ code: 0 })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none was packed'
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const installed = await run('npm', [
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    join(folder, tarball),
  ])
  expect(installed, installed.output).toMatchObject({ code: 0 })
  for (const [name, text] of Object.entries({ 'flow.yaml': flow, 'tools.ts': tools, 'call.ts': call })) {
    writeFileSync(join(project, name), text)
  }
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }), 60_000)

test('ships JavaScript, types and what it reads at run time, and no TypeScript source', () => {
  const files = readdirSync(join(project, 'node_modules/callchart'), { recursive: true }).map(String)
  for (const file of [
    'README.md',
    'LICENSE',
    'dist/src/cli/bin.js',
    'dist/src/index.d.ts',
    'dist/src/store/redis/scripts/commit.lua',
    'dist/src/media/voice-activity/silero.wasm',
    'dist/src/media/voice-activity/silero.weights',
    'schemas/flow.schema.json',
  ]) {
    expect(files).toContain(file)
  }
  expect(files.filter((file) => /(?<!\.d)\.ts$|\.test\.js$/.test(file))).toEqual([])
})

test('validate passes a sound flow and points at a fault in a broken one', async () => {
  expect(await run('node_modules/.bin/callchart', ['validate', 'flow.yaml'])).toMatchObject({ code: 0 })
  writeFileSync(join(project, 'broken.yaml'), flow.replace('next: find\n', 'next: fnid\n'))
  const broken = await run('node_modules/.bin/callchart', ['validate', 'broken.yaml'])
  expect(broken).toMatchObject({ code: 1 })
  expect(broken.output).toMatch(/broken\.yaml:14/)
  expect(broken.output).toMatch(/fnid/)
})

test('runs a flow with a TypeScript tool', async () => {
  const ran = await run(process.execPath, ['call.ts'])
  expect(ran, ran.output).toMatchObject({ code: 0 })
  expect(JSON.parse(ran.output)).toEqual({
    said: ['Parcels, hello.', 'What are the four digits of your parcel?', 'It is in Leeds.', 'Goodbye!'],
    outcome: 'completed',
    status: 'done',
  })
})

test('its types hold in a strict project', { timeout: 90_000 }, async () => {
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--types', 'node']
  const more = ['--allowImportingTsExtensions', '--typeRoots', join(root, 'node_modules/@types'), 'call.ts', 'tools.ts']
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const checked = await run(process.execPath, [tsc, ...options, ...more])
  expect(checked, checked.output).toMatchObject({ code: 0 })
})

test('serves calls with its embedded voice and recogniser, and ends politely', { timeout: 60_000 }, async () => {
  const env = { ...process.env, NODE_OPTIONS: '', PORT: '0', CALLCHART_DATA: join(project, 'data'), LOG_LEVEL: 'warn' }
  const bin = join(project, 'node_modules/callchart/dist/src/cli/bin.js')
  const server = spawn(process.execPath, [bin, 'serve', '--flows', 'flow.yaml', '--tools', 'tools.ts'], {
    cwd: project,
    env,
  })
  let said = ''
  const url = await new Promise<string>((found, failed) => {
    for (const stream of [server.stdout, server.stderr]) {
      stream.on('data', (text: Buffer) => {
        said += text.toString()
        const [at] = /http:\/\/[\d.]+:\d+/.exec(said) ?? []
        if (at !== undefined) found(at)
      })
    }
    server.once('exit', () => failed(new Error(said)))
  })
  const health = await fetch(`${url}/healthz`)
  expect(health.status).toBe(200)
  expect(said).not.toMatch(/could not be rendered/)
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  expect(await ended, said).toBe(0)
})

test(
  'begins a project that is sound, by its own tools, and passes its conversations',
  { timeout: 120_000 },
  async () => {
    const callchart = join(project, 'node_modules/.bin/callchart')
    const agent = join(project, 'agent')
    const begun = await run(callchart, ['init', 'agent'])
    expect(begun, begun.output).toMatchObject({ code: 0 })
    // each line of the project's own workflow, and of its scripts, as it stands
    const { scripts } = JSON.parse(readFileSync(join(agent, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const workflow = parse(readFileSync(join(agent, '.github/workflows/callchart.yml'), 'utf8')) as {
      jobs: { conversations: { steps: { run?: string }[] } }
    }
    const lines = workflow.jobs.conversations.steps.flatMap(({ run: line }) => (line === undefined ? [] : [line]))
    expect(lines[0]).toBe('npm install')
    for (const line of [...lines.slice(1), scripts['check'], scripts['test'], scripts['types']]) {
      const done = await runLine(String(line), agent)
      expect(done, `${line}\n${done.output}`).toMatchObject({ code: 0 })
    }
    const talked = await runLine(`printf 'four of us on friday at seven\nyes\n' | ${scripts['chat']}`, agent)
    expect(talked.output).toContain('You are booked. Your reference is T 1 0 0.')
    expect(talked).toMatchObject({ code: 0 })
    const compiled = await run(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '--typeRoots', join(root, 'node_modules/@types')],
      agent,
    )
    expect(compiled, compiled.output).toMatchObject({ code: 0 })
    const again = await run(callchart, ['init', 'agent'])
    expect(again).toMatchObject({ code: 2 })
    expect(again.output).toContain('Nothing was written')
  },
)

test(
  'a project that is begun fails its workflow where a flow, a tool and its types disagree',
  { timeout: 120_000 },
  async () => {
    const agent = join(project, 'agent')
    const [flow, tools] = [join(agent, 'flows/table.yaml'), join(agent, 'tools.ts')]
    const written = readFileSync(flow, 'utf8')
    writeFileSync(flow, written.replace('result.reference', 'result.ref').replace('full: full', 'full: fulll'))
    const validated = await runLine('npx callchart validate flows --tools tools.ts --format github', agent)
    expect(validated).toMatchObject({ code: 1 })
    expect(validated.output).toMatch(/::error file=flows\/table\.yaml,line=\d+,.*title=unknown-state::/)
    expect(validated.output).toMatch(/::error file=flows\/table\.yaml,line=\d+,.*title=unknown-field::/)
    writeFileSync(flow, written.replace('outcomes: { full', 'outcomes: { closed: full, full'))
    expect(await runLine('npx callchart types flows --out flow-types.ts --check', agent)).toMatchObject({ code: 1 })
    expect(await runLine('npx callchart types flows --out flow-types.ts', agent)).toMatchObject({ code: 0 })
    const tsc = [
      join(root, 'node_modules/typescript/bin/tsc'),
      '--typeRoots',
      join(root, 'node_modules/@types'),
      '--types',
      'node',
    ]
    const compiled = await run(process.execPath, tsc, agent)
    expect(compiled.code).not.toBe(0)
    expect(compiled.output).toContain('flows route')
    writeFileSync(flow, written)
    writeFileSync(
      tools,
      readFileSync(tools, 'utf8')
        .replace('booked.get(idempotencyKey) ??', '')
        .replace('booked.set(idempotencyKey', 'booked.set(reference'),
    )
    const tried = await runLine('node --test', agent)
    expect(tried).toMatchObject({ code: 1 })
    expect(tried.output).toContain('The same key made 2 writes')
  },
)

test('the three lines of the manual hold a CI to the flows', { timeout: 120_000 }, async () => {
  const page = readFileSync(join(project, 'node_modules/callchart/flows/manual/ci.md'), 'utf8')
  const steps = parse(/```yml\n([\s\S]*?)```/.exec(page)?.[1] ?? '') as readonly { readonly run: string }[]
  expect(steps).toHaveLength(3)
  for (const { run: line } of steps.slice(1)) {
    const done = await runLine(line, join(project, 'agent'))
    expect(done, `${line}\n${done.output}`).toMatchObject({ code: 0 })
  }
})

test('what an editor is told of each kind of file is there', () => {
  const settings = JSON.parse(readFileSync(join(project, 'agent/.vscode/settings.json'), 'utf8')) as {
    'yaml.schemas': Record<string, readonly string[]>
  }
  const kinds = Object.entries(settings['yaml.schemas'])
  expect(kinds.map(([, files]) => files[0])).toEqual([
    'flows/**/*.yaml',
    'flows/**/*.test.yaml',
    'flows/**/*.eval.yaml',
  ])
  for (const [schema] of kinds) expect(existsSync(join(project, schema)), schema).toBe(true)
})

test('its command line says what it can do', async () => {
  const help = await run('node_modules/.bin/callchart', ['--help'])
  expect(help).toMatchObject({ code: 0 })
  expect(help.output).toMatch(/validate/)
})
