import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from 'citty'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { findFlows } from './project/find-flows.ts'
import { parseManifest } from './project/read-manifest.ts'
import { reports } from './report/report.ts'
import { validate, validateCommand } from './validate.ts'
import type { ValidateOptions } from './validate.ts'

const sound = 'flow: demo\nstart: bye\nstates:\n  bye: { end: Goodbye }\n'
const misspelt = 'flow: demo\nstart: ask\nstates:\n  ask: { say: Hello, next: goodby }\n  goodbye: { end: Goodbye }\n'
const unreachable = `${sound}  spare: { end: "100% <spare>" }\n`
const plain: ValidateOptions = { format: 'pretty', maxWarnings: null, world: {}, colours: false }
const run = (text: string, options: Partial<ValidateOptions> = {}): ReturnType<typeof validate> =>
  validate([{ file: 'flows/demo.yaml', text }], { ...plain, ...options })

describe('the exit code', () => {
  it.each([
    ['of a sound flow is 0', sound, null, 0],
    ['of an error is 1', misspelt, null, 1],
    ['of a warning is 0', unreachable, null, 0],
    ['of more warnings than allowed is 1', unreachable, 0, 1],
    ['of as many warnings as allowed is 0', unreachable, 1, 0],
  ])('%s', (_, text, maxWarnings, exitCode) => {
    expect(run(text, { maxWarnings }).exitCode).toBe(exitCode)
  })
})

describe('pretty', () => {
  it('draws the excerpt with the span underlined, and counts', () => {
    expect(run(misspelt).output).toBe(
      [
        'error[unknown-state]: There is no state "goodby".',
        '  --> flows/demo.yaml:4:28',
        '4 |   ask: { say: Hello, next: goodby }',
        '  |                            ^^^^^^ Did you mean "goodbye"?',
        '',
        '1 flow checked: 1 error, 0 warnings.',
      ].join('\n'),
    )
  })
  it('says so when there is nothing to mend', () => {
    expect(run(sound).output).toBe('1 flow checked: nothing to mend.')
  })
  it('colours only when asked', () => {
    expect(run(misspelt).output).not.toContain('\u001B')
    expect(run(misspelt, { colours: true }).output).toContain('\u001B[31;1m^^^^^^')
  })
})

describe('json', () => {
  it('is the diagnostics as they are, with the counts', () => {
    const report = JSON.parse(run(misspelt, { format: 'json' }).output) as Record<string, unknown>
    expect(report).toEqual({
      version: 1,
      files: ['flows/demo.yaml'],
      errors: 1,
      warnings: 0,
      diagnostics: [
        {
          code: 'unknown-state',
          severity: 'error',
          message: 'There is no state "goodby".',
          advice: 'Did you mean "goodbye"?',
          place: { file: 'flows/demo.yaml', line: 4, column: 28, start: 57, end: 63 },
          path: ['states', 'ask', 'next'],
        },
      ],
    })
  })
})

describe('github', () => {
  it('is a workflow command a diagnostic, with nothing in it that ends a command early', () => {
    expect(run(misspelt, { format: 'github' }).output).toBe(
      '::error file=flows/demo.yaml,line=4,endLine=4,col=28,endColumn=34,title=unknown-state::There is no state "goodby". Did you mean "goodbye"?',
    )
    const odd = validate([{ file: 'a,b:%.yaml', text: misspelt }], { ...plain, format: 'github' }).output
    expect(odd).toContain('file=a%2Cb%3A%25.yaml,line=4')
  })
  it('is silent when there is nothing to say', () => {
    expect(run(sound, { format: 'github' }).output).toBe('')
  })
})

describe('sarif', () => {
  it('names each rule once and places each result', () => {
    const log = JSON.parse(run(misspelt, { format: 'sarif' }).output) as {
      version: string
      runs: [
        {
          tool: { driver: { rules: { id: string }[] } }
          results: { ruleId: string; locations: [{ physicalLocation: unknown }] }[]
        },
      ]
    }
    expect(log.version).toBe('2.1.0')
    expect(log.runs[0].tool.driver.rules.map(({ id }) => id)).toEqual(['unknown-state'])
    expect(log.runs[0].results[0]).toMatchObject({
      ruleId: 'unknown-state',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'flows/demo.yaml' },
            region: { startLine: 4, startColumn: 28, charLength: 6 },
          },
        },
      ],
    })
  })
})

describe('junit', () => {
  it('is a test case a file, the sound ones without a failure', () => {
    const flows = [
      { file: 'a.yaml', text: sound },
      { file: 'b&c.yaml', text: misspelt.replace('demo', 'other') },
    ]
    expect(validate(flows, { ...plain, format: 'junit' }).output).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites tests="2" failures="1" errors="0">',
        '  <testsuite name="callchart validate" tests="2" failures="1" errors="0">',
        '    <testcase classname="callchart.validate" name="a.yaml"/>',
        '    <testcase classname="callchart.validate" name="b&amp;c.yaml">',
        '      <failure type="unknown-state" message="There is no state &quot;goodby&quot;.">b&amp;c.yaml:4:28 error There is no state &quot;goodby&quot;. Did you mean &quot;goodbye&quot;?</failure>',
        '    </testcase>',
        '  </testsuite>',
        '</testsuites>',
      ].join('\n'),
    )
  })
})

describe('a manifest', () => {
  it.each([
    ['is refused when it is no JSON', '{', 'm.json is no JSON'],
    ['is refused when it is a list', '[]', 'm.json must hold'],
    ['is refused when a tool is no object', '{"tools":{"a":1}}', '"tools" must be an object of tools'],
    ['is refused when destinations are not names', '{"destinations":[1]}', '"destinations" must be a list of names'],
  ])('%s', (_, text, problem) => {
    const read = parseManifest(text, 'm.json')
    expect(read.ok ? '' : read.problem).toContain(problem)
  })
  it('is what tools and destinations are checked against', () => {
    const read = parseManifest('{"tools":{"times":{"effect":"read"}},"destinations":["desk"]}', 'm.json')
    expect(read).toEqual({ ok: true, world: { tools: { times: { effect: 'read' } }, destinations: ['desk'] } })
  })
})

describe('the command', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callchart-validate-'))
    await mkdir(join(folder, 'inner', 'node_modules'), { recursive: true })
    await writeFile(join(folder, 'b.yaml'), sound)
    await writeFile(join(folder, 'inner', 'a.yml'), unreachable.replace('demo', 'other'))
    await writeFile(join(folder, 'b.test.yaml'), 'flow: demo')
    await writeFile(join(folder, 'inner', 'node_modules', 'c.yaml'), misspelt)
    await writeFile(join(folder, 'notes.md'), 'flow')
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('searches folders for flows, not for tests of them', async () => {
    const { flows, problems } = await findFlows([folder, join(folder, 'b.yaml')])
    expect(flows.map(({ file }) => file)).toEqual([join(folder, 'b.yaml'), join(folder, 'inner', 'a.yml')])
    expect(problems).toEqual([])
  })

  it('finds what a flow imports, answers from and runs, wherever it stands', async () => {
    await writeFile(join(folder, 'shared.yaml'), 'slots: { n: { type: integer } }\n')
    await writeFile(join(folder, 'inner', 'facts.md'), '## Are you open?\n\nYes.\n')
    await writeFile(join(folder, 'inner', 'other.yaml'), 'flow: other\nstart: a\nstates: { a: { end: Thanks } }\n')
    const main = join(folder, 'inner', 'main.yaml')
    const states =
      'ask: { gather: n, prompt: "How many?", next: go }\n  go: { run: other, next: bye }\n  bye: { end: Bye }'
    await writeFile(
      main,
      `flow: main\nimports: ../shared.yaml\nknowledge: facts.md\nstart: ask\nstates:\n  ${states}\n`,
    )
    const { flows } = await findFlows([main])
    expect(flows.map(({ file }) => file)).toEqual([main])
    expect(validate(flows, plain)).toEqual({ output: '1 flow checked: nothing to mend.', exitCode: 0 })
    await writeFile(join(folder, 'shared.yaml'), 'slots: { n: { type: intger } }\n')
    const broken = validate((await findFlows([main])).flows, plain)
    expect(broken.exitCode).toBe(1)
    expect(broken.output).toContain(`${join(folder, 'shared.yaml')}:1:21`)
  })

  it('finds what calls in progress could not survive', async () => {
    const old = join(folder, 'b.yaml')
    const now = join(folder, 'now.yaml')
    await writeFile(now, 'flow: demo\nstart: adieu\nstates:\n  adieu: { end: Goodbye }\n')
    const result = await outcome(now, '--base', old)
    expect(result.exitCode).toBe(1)
    expect(result.said).toContain('A call may stand in "bye", and that state is gone.')
  })

  const outcome = async (...rawArgs: string[]): Promise<{ exitCode: unknown; said: string }> => {
    const said: string[] = []
    const keep = (line: string): void => void said.push(line)
    const [log, error] = [
      vi.spyOn(console, 'log').mockImplementation(keep),
      vi.spyOn(console, 'error').mockImplementation(keep),
    ]
    try {
      const { result } = await runCommand(validateCommand, { rawArgs })
      return { exitCode: result, said: said.join('\n') }
    } finally {
      log.mockRestore()
      error.mockRestore()
    }
  }

  it('checks all of them and returns 0, or 1 with too many warnings', async () => {
    expect(await outcome(folder)).toMatchObject({ exitCode: 0 })
    expect(await outcome(folder, '--max-warnings', '0')).toMatchObject({ exitCode: 1 })
  })
  it.each([
    ['a path that is not there', ['nowhere'], 'There is no nowhere.'],
    ['an unknown format', ['.', '--format', 'xml'], 'There is no format "xml"'],
    ['a limit that is no number', ['.', '--max-warnings', 'few'], '--max-warnings wants a number'],
    ['a manifest that is not there', ['.', '--tools', 'nowhere.json'], 'nowhere.json cannot be read'],
  ])('returns 2 for %s, and says why', async (_, args, said) => {
    const result = await outcome(...args)
    expect(result.exitCode).toBe(2)
    expect(result.said).toContain(said)
  })
  it('has a report for every format that it names', () => {
    expect(Object.keys(reports)).toEqual(['pretty', 'json', 'github', 'sarif', 'junit'])
  })
})
