import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineCommand } from 'citty'
import { checkFlows, contextsOf } from '../../engine/language/check.ts'
import { loadTools, ToolLoadError } from '../tools/load-tools.ts'
import { manifestOf } from '../tools/manifest.ts'
import { findFlows } from './project/find-flows.ts'
import { ProjectError, readProject } from './project/project.ts'
import { reports } from './report/report.ts'
import { toolsArgument } from './project/tools-argument.ts'
import { flowTypes } from './types/flow-types.ts'
import { isSameCode } from './types/same-code.ts'

/** `callchart types`: what developers need to know of flows, and flows of a project's code, each as a file. */
export const typesCommand = defineCommand({
  meta: {
    name: 'types',
    description:
      'Writes TypeScript types of flows, which hold handlers to what the flows use; or, with --manifest, what flows need to know of the tools.',
  },
  args: {
    paths: {
      type: 'positional',
      description: 'Flows, or folders of flows (*.yaml)',
      valueHint: 'FLOWS',
      required: false,
    },
    manifest: { type: 'boolean', description: 'Write the manifest of tools and destinations (JSON) instead' },
    project: { type: 'string', description: 'Folder of callchart.config.ts', valueHint: 'DIR', default: '.' },
    tools: {
      type: 'string',
      description: 'The tools: the module that exports them, or a manifest',
      valueHint: 'MODULE|JSON',
    },
    out: { type: 'string', description: 'The file to write; default: standard output', valueHint: 'FILE' },
    check: { type: 'boolean', description: 'Write nothing: 1 where the file of --out is not as it would be written' },
  },
  /** 0 written, or as it should be; 1 the flows have errors, or the file is stale; 2 could not run. */
  async run({ args }) {
    try {
      if (args.manifest === true && args._.length > 0)
        throw new ProjectError('The manifest is of the tools: leave out the flows, or leave out --manifest.')
      if (args.check === true && args.out === undefined) throw new ProjectError('--check wants the file: --out FILE.')
      const written =
        args.manifest === true ? await manifest(args.project, args.tools) : await types(args._, args.tools)
      if (!written.ok) {
        console.error(written.problem)
        return 1
      }
      if (args.check === true) return await staleness(String(args.out), written.text)
      if (args.out === undefined) process.stdout.write(written.text)
      else await writeOut(args.out, written.text)
      return 0
    } catch (error) {
      if (!(error instanceof ProjectError || error instanceof ToolLoadError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

async function writeOut(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new ProjectError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

type Written = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string }

async function manifest(project: string, tools: string | undefined): Promise<Written> {
  const config = await readProject(resolve(project))
  const module = tools ?? (config.tools === undefined ? undefined : resolve(project, config.tools))
  if (module === undefined && config.destinations === undefined)
    throw new ProjectError(`${project} has no tools and no destinations. Name the module: --tools tools.ts`)
  const loaded = module === undefined ? [] : await loadTools(module)
  const destinations = Object.keys(config.destinations ?? {}).toSorted()
  return { ok: true, text: `${JSON.stringify({ tools: manifestOf(loaded), destinations }, null, 2)}\n` }
}

async function types(paths: readonly string[], tools: string | undefined): Promise<Written> {
  if (paths.length === 0)
    throw new ProjectError(
      'Name the flows: callchart types flows --out flow-types.ts. For the manifest of the tools: callchart types --manifest.',
    )
  const { flows, problems } = await findFlows(paths)
  if (problems.length > 0) throw new ProjectError(problems.join('\n'))
  // A tool that disagrees is what the types are to show: only what the flows themselves have wrong stops them.
  const sources = [...new Map([...flows, ...flows.flatMap(({ beside = [] }) => beside)].map((one) => [one.file, one]))]
  const files = sources.map(([, one]) => one)
  const { results } = checkFlows(files)
  const diagnostics = results.flatMap((one) => one.diagnostics).filter(({ severity }) => severity === 'error')
  if (diagnostics.length > 0)
    return {
      ok: false,
      problem: `${reports.pretty({ files, diagnostics }, { colours: false })}\nNo types were written.`,
    }
  const world = tools === undefined ? {} : await toolsArgument(tools)
  return { ok: true, text: flowTypes(contextsOf(files, world)) }
}

async function staleness(file: string, text: string): Promise<0 | 1> {
  const there = await readFile(file, 'utf8').catch(() => null)
  if (there !== null && isSameCode(there, text)) return 0
  console.error(
    `${file} ${there === null ? 'is not there' : 'is not as it would be written now'}. Write it again: the same command without --check.`,
  )
  return 1
}
