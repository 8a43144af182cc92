import { existsSync } from 'node:fs'
import { defineCommand } from 'citty'
import { checkFlows } from '../../engine/language/check.ts'
import type { Flow } from '../../engine/language/flow.ts'
import type { SourceFile } from '../../engine/language/source-library.ts'
import type { Diagnostic } from '../../engine/language/diagnostic.ts'
import type { World } from '../../engine/language/world.ts'
import { ToolLoadError } from '../tools/load-tools.ts'
import { findFlows } from './project/find-flows.ts'
import type { FoundFlow } from './project/find-flows.ts'
import { ProjectError, projectOf } from './project/project.ts'
import { projectTools } from './project/real-tools.ts'
import { isReportFormat, reports } from './report/report.ts'
import type { ReportFormat } from './report/report.ts'
import { toolsArgument } from './project/tools-argument.ts'

export interface ValidateOptions {
  readonly format: ReportFormat
  /** More warnings than this are a failure; null: any number is fine. */
  readonly maxWarnings: number | null
  readonly world: World
  readonly colours: boolean
  /** Older versions, which calls in progress run on: what those could not survive is a fault. */
  readonly base?: readonly FoundFlow[]
}

export interface Validated {
  readonly output: string
  /** 0 fine, 1 errors or too many warnings. */
  readonly exitCode: 0 | 1
}

/** Flows of one project, and what they are checked against. */
interface Group {
  readonly flows: readonly FoundFlow[]
  readonly world: World
}

/** Checks flows and says what was found. Pure: it prints nothing and reads nothing. */
export function validate(flows: readonly FoundFlow[], options: ValidateOptions): Validated {
  return validateGroups([{ flows, world: options.world }], options)
}

function validateGroups(groups: readonly Group[], options: Omit<ValidateOptions, 'world'>): Validated {
  const flows = groups.flatMap((group) => group.flows)
  const sources = together(flows)
  const asked = new Set(flows.map(({ file }) => file))
  const diagnostics = groups.flatMap((group) => checkGroup(group, options.base ?? []))
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.length - errors
  const output = reports[options.format](
    { files: [...flows, ...sources.filter(({ file }) => !asked.has(file) && isNamed(file, diagnostics))], diagnostics },
    { colours: options.colours },
  )
  const failed = errors > 0 || (options.maxWarnings !== null && warnings > options.maxWarnings)
  return { output, exitCode: failed ? 1 : 0 }
}

function checkGroup({ flows, world }: Group, base: readonly FoundFlow[]): readonly Diagnostic[] {
  const bases = new Map<string, Flow>()
  for (const { flow } of checkFlows(together(base), world).results) if (flow !== null) bases.set(flow.flow, flow)
  const asked = new Set(flows.map(({ file }) => file))
  const checked = checkFlows(together(flows), world, bases)
  // what is wrong in a flow that only stands beside them is told when it is asked for
  const found = checked.results.filter(({ file }) => asked.has(file)).flatMap((one) => one.diagnostics)
  return checked.diagnostics.filter((diagnostic) => found.includes(diagnostic))
}

/** Every file once: those asked for, then those beside them. */
function together(flows: readonly FoundFlow[]): readonly SourceFile[] {
  const all = new Map(flows.map(({ file, text }) => [file, { file, text }]))
  for (const { beside = [] } of flows) for (const other of beside) if (!all.has(other.file)) all.set(other.file, other)
  return [...all.values()]
}

function isNamed(file: string, diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ place }) => place.file === file)
}

/** `callchart validate`: everything that is wrong with a flow before any call. */
export const validateCommand = defineCommand({
  meta: { name: 'validate', description: 'Checks flows: every mistake, at its line, with how to mend it.' },
  args: {
    paths: {
      type: 'positional',
      description: 'Flows, or folders of flows (*.yaml)',
      valueHint: 'PATHS',
      required: true,
    },
    format: { type: 'string', description: 'pretty, json, github, sarif or junit', default: 'pretty' },
    'max-warnings': { type: 'string', description: 'Fail when there are more warnings than this', valueHint: 'N' },
    base: {
      type: 'string',
      description: 'The older flow, or folder of flows, that calls in progress run on',
      valueHint: 'OLD',
    },
    tools: {
      type: 'string',
      description:
        'The tools to check against: the module that exports them, a manifest (JSON), or "auto" for those of the project that each flow stands in',
      valueHint: 'MODULE|JSON|auto',
    },
  },
  /** 0 fine, 1 found faults, 2 could not run. */
  async run({ args }) {
    const fail = (problem: string): 2 => {
      console.error(problem)
      return 2
    }
    const { format, tools } = args
    const limit = args['max-warnings']
    if (!isReportFormat(format))
      return fail(`There is no format "${format}": write one of ${Object.keys(reports).join(', ')}.`)
    if (limit !== undefined && !/^\d+$/.test(limit)) return fail(`--max-warnings wants a number, not "${limit}".`)
    const { flows, problems } = await findFlows(args._)
    const old = args.base === undefined ? { flows: [], problems: [] } : await findFlows([args.base])
    if (problems.length + old.problems.length > 0) return fail([...problems, ...old.problems].join('\n'))
    try {
      const groups = await groupsOf(flows, tools)
      const { output, exitCode } = validateGroups(groups, {
        format,
        maxWarnings: limit === undefined ? null : Number(limit),
        base: old.flows,
        colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
      })
      if (output !== '') console.log(output)
      return exitCode
    } catch (error) {
      if (error instanceof ProjectError || error instanceof ToolLoadError) return fail(error.message)
      throw error
    }
  },
})

/** The flows with what `--tools` says that they are checked against. */
async function groupsOf(flows: readonly FoundFlow[], tools: string | undefined): Promise<readonly Group[]> {
  if (tools !== 'auto') {
    const world = tools === undefined ? {} : await toolsArgument(tools)
    return [{ flows, world: { ...world, isSound: existsSync } }]
  }
  const byProject = Map.groupBy(flows, ({ file }) => projectOf(file))
  return Promise.all(
    [...byProject].map(async ([folder, own]) => {
      const world = folder === null ? undefined : (await projectTools(folder))?.world
      return { flows: own, world: { ...world, isSound: existsSync } }
    }),
  )
}
