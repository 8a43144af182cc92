import { resolve } from 'node:path'
import { defineCommand } from 'citty'
import type { SourceFile } from '../../engine/language/source-library.ts'
import type { ToolCall } from '../../engine/machine/effect.ts'
import type { Stub } from '../../engine/rehearsal/test-step.ts'
import { ToolLoadError } from '../tools/load-tools.ts'
import { exploreFlows } from './explore.ts'
import type { FoundFlow } from './find-flows.ts'
import { findFlows } from './find-flows.ts'
import { findTests, FixtureFiles, flowsBeside } from './find-tests.ts'
import { ProjectError } from './project.ts'
import { projectOf, projectTools, RealTools, type ProjectTools } from './real-tools.ts'
import { runTests } from './run-tests.ts'
import { github } from './test-report/github.ts'
import { json } from './test-report/json.ts'
import { junit } from './test-report/junit.ts'
import { pretty } from './test-report/pretty.ts'

const formats = { pretty, json, junit, github }

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
    tools: { type: 'string', description: 'Module whose exports are the tools', valueHint: 'MODULE' },
    explore: { type: 'boolean', description: 'Instead: goes through the calls that flows (PATHS) can have' },
    depth: { type: 'string', description: 'Exploring: most moves of a call', valueHint: 'N' },
    runs: { type: 'string', description: 'Exploring: most runs of a flow', valueHint: 'N' },
    seed: { type: 'string', description: 'Exploring: the order, where not all can be tried', valueHint: 'N' },
    write: { type: 'string', description: 'Exploring: writes the tests that are missing', valueHint: 'FILE' },
  },
  /** 0 all passed, 1 tests failed or files have mistakes, 2 could not run. */
  async run({ args }) {
    const fail = (problem: string): 2 => {
      console.error(problem)
      return 2
    }
    if (args.explore === true) {
      try {
        const { format, tools, depth, runs, seed, write } = args
        return await exploreFlows(
          { paths: args._.length === 0 ? ['.'] : args._, format, tools, depth, runs, seed, write },
          fail,
        )
      } catch (error) {
        if (error instanceof ProjectError || error instanceof ToolLoadError) return fail(error.message)
        throw error
      }
    }
    const format = Object.entries(formats).find(([name]) => name === args.format)?.[1]
    if (format === undefined)
      return fail(`There is no format "${args.format}": write one of ${Object.keys(formats).join(', ')}.`)
    const paths = args._.length === 0 ? ['.'] : args._
    const { files, problems } = await findTests(paths)
    if (problems.length > 0) return fail(problems.join('\n'))
    try {
      const tools = await toolsFor(files, args.tools)
      const flows = await flowsFor(files, paths)
      const fixtures = await fixturesFor(files)
      const real = tools === null ? null : new RealTools(tools.registry)
      const results = await runTests(
        files,
        {
          flowsFor: (file) => flows.get(file) ?? [],
          fixturesFor: (file) => fixtures.get(file) ?? [],
          world: tools?.world ?? {},
          realTool: real === null ? null : (call: ToolCall): Promise<Stub> => real.answer(call),
        },
        { flow: args.flow ?? null, filter: args.filter ?? null, coverage: args.coverage === true },
      )
      if (results.tests.length === 0 && results.diagnostics.length === 0)
        return fail(args.flow === undefined ? 'There is no test.' : `There is no test of a flow "${args.flow}".`)
      console.log(format(results, { colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined }))
      const isFine =
        results.tests.every(({ failure }) => failure === null) &&
        results.diagnostics.every(({ severity }) => severity !== 'error')
      return isFine ? 0 : 1
    } catch (error) {
      if (error instanceof ProjectError || error instanceof ToolLoadError) return fail(error.message)
      throw error
    }
  },
})

/** Tools are loaded only where a file asks for them, or a module is named: loading runs code. */
async function toolsFor(files: readonly FoundFlow[], module: string | undefined): Promise<ProjectTools | null> {
  if (module !== undefined) return projectTools('.', resolve(module))
  const asking = files.find(({ text }) => /^tools:\s*["']?real\b/m.test(text))
  const folder = asking === undefined ? null : projectOf(asking.file)
  return folder === null ? null : projectTools(folder)
}

/** Beside each test first, then in the folders that were named. */
async function flowsFor(
  files: readonly FoundFlow[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly FoundFlow[]>> {
  const named = (await findFlows(paths.filter((path) => !/\.ya?ml$/.test(path)))).flows
  const found = new Map<string, readonly FoundFlow[]>()
  for (const { file } of files) found.set(file, [...(await flowsBeside(file)), ...named])
  return found
}

async function fixturesFor(files: readonly FoundFlow[]): Promise<ReadonlyMap<string, readonly SourceFile[]>> {
  const shared = new FixtureFiles()
  const found = new Map<string, readonly SourceFile[]>()
  for (const { file } of files) found.set(file, await shared.of(file))
  return found
}
