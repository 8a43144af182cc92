import { defineCommand } from 'citty'
import { ToolLoadError } from '../tools/load-tools.ts'
import { ProjectError } from './project/project.ts'
import { thresholdsOf } from './tests/report/thresholds.ts'
import { runTestFiles, testFormats, type TestRunArguments, type TestRunOutcome } from './tests/test-run.ts'

/** `callchart test`: conversations that flows must hold, each in milliseconds. */
export const testCommand = defineCommand({
  meta: { name: 'test', description: 'Runs conversation tests (*.test.yaml) on a virtual clock.' },
  args: {
    paths: {
      type: 'positional',
      description: 'Tests, or folders of tests; default: this folder',
      valueHint: 'PATHS',
      required: false,
    },
    flow: { type: 'string', description: 'Only tests of this flow', valueHint: 'NAME' },
    filter: { type: 'string', description: 'Only tests with this in their name', valueHint: 'WORDS' },
    format: { type: 'string', description: 'pretty, json, junit or github', default: 'pretty' },
    coverage: { type: 'boolean', description: 'What of the flows the tests reached, by file and line' },
    threshold: {
      type: 'string',
      description: 'The least that each flow’s tests reach, percent: 90, or transitions=90,options=100',
      valueHint: 'PERCENT',
    },
    lcov: { type: 'string', description: 'Writes what was reached for tools that read LCOV', valueHint: 'FILE' },
    html: { type: 'string', description: 'Writes a report of what was reached', valueHint: 'DIR' },
    watch: { type: 'boolean', description: 'Runs again what a change touches, until Ctrl-C' },
    repeat: { type: 'string', description: 'Each test so often, with other variants and timing', valueHint: 'N' },
    audio: { type: 'boolean', description: 'With real audio: a local voice calls a server in this process' },
    server: { type: 'string', description: 'With --audio: another server, by its public address', valueHint: 'URL' },
    tools: { type: 'string', description: 'Module whose exports are the tools', valueHint: 'MODULE' },
    explore: { type: 'boolean', description: 'Instead: goes through the calls that flows (PATHS) can have' },
    depth: { type: 'string', description: 'Exploring: most moves of a call', valueHint: 'N' },
    runs: { type: 'string', description: 'Exploring: most runs of a flow', valueHint: 'N' },
    seed: { type: 'string', description: 'Exploring: the order, where not all can be tried', valueHint: 'N' },
    write: { type: 'string', description: 'Exploring: writes the tests that are missing', valueHint: 'FILE' },
  },
  /** 0 all passed, 1 tests failed, too little was reached, or files have mistakes, 2 could not run. */
  async run({ args }) {
    const fail = (problem: string): 2 => {
      console.error(problem)
      return 2
    }
    const paths = args._.length === 0 ? ['.'] : args._
    try {
      if (args.explore === true) {
        const { format, tools, depth, runs, seed, write } = args
        const { exploreFlows } = await import('./exploring/explore.ts')
        return await exploreFlows({ paths, format, tools, depth, runs, seed, write }, fail)
      }
      const asked = askedFor(paths, args)
      if (typeof asked === 'string') return fail(asked)
      if (args.watch === true) return await watchUntilInterrupted(asked)
      return shown(await runTestFiles(asked))
    } catch (error) {
      if (error instanceof ProjectError || error instanceof ToolLoadError) return fail(error.message)
      throw error
    }
  },
})

interface Options {
  readonly flow?: string | undefined
  readonly filter?: string | undefined
  readonly format: string
  readonly coverage?: boolean | undefined
  readonly audio?: boolean | undefined
  readonly server?: string | undefined
  readonly threshold?: string | undefined
  readonly lcov?: string | undefined
  readonly html?: string | undefined
  readonly repeat?: string | undefined
  readonly tools?: string | undefined
}

/** What is asked for; a text where it cannot be. */
function askedFor(paths: readonly string[], options: Options): TestRunArguments | string {
  const formats = Object.keys(testFormats) as readonly (keyof typeof testFormats)[]
  const format = formats.find((name) => name === options.format)
  if (format === undefined) return `There is no format "${options.format}": write one of ${formats.join(', ')}.`
  const threshold = options.threshold === undefined ? null : thresholdsOf(options.threshold)
  if (typeof threshold === 'string') return threshold
  if (options.server !== undefined && options.audio !== true)
    return '--server is for --audio: a rehearsal needs no server.'
  const repeat = options.repeat ?? '1'
  if (!/^[1-9]\d{0,4}$/.test(repeat)) return `--repeat is a whole number from 1 on, not "${repeat}".`
  return {
    paths,
    flow: options.flow ?? null,
    filter: options.filter ?? null,
    format,
    tools: options.tools ?? null,
    coverage: options.coverage === true,
    threshold,
    lcov: options.lcov ?? null,
    html: options.html ?? null,
    repeat: Number(repeat),
    audio: options.audio === true,
    server: options.server ?? null,
    colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
    only: null,
  }
}

function shown({ out, problem, code }: TestRunOutcome): 0 | 1 | 2 {
  if (out !== '') console.log(out)
  if (problem !== '') console.error(problem)
  return code
}

async function watchUntilInterrupted(asked: TestRunArguments): Promise<0 | 1 | 2> {
  const stop = new AbortController()
  const end = (): void => stop.abort()
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  let last: 0 | 1 | 2 = 0
  const { watchTests } = await import('./tests/watch-tests.ts')
  try {
    await watchTests(
      asked,
      (outcome, why) => {
        if (why !== '') console.log(`\nChanged: runs ${why}.\n`)
        last = shown(outcome)
        console.error('Watching for changes. Ctrl-C ends it.')
      },
      stop.signal,
    )
  } finally {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
  return last
}
