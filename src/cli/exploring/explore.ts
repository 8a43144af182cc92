import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { usualDepth, usualRuns } from '../../../engine/explore/explore.ts'
import type { Progress } from '../../../engine/explore/searched.ts'
import { exploreFlow, type Bounds, type ExploredFlow } from './explore-flows.ts'
import { exploreReports } from './explore-report.ts'
import { findFlows, type FoundFlow } from '../project/find-flows.ts'
import { findFlow, UnsoundFlow } from '../project/flow-argument.ts'
import { projectOf } from '../project/project.ts'
import { projectTools } from '../project/real-tools.ts'
import { toolsArgument } from '../project/tools-argument.ts'

export interface ExploreArguments {
  /** Flows: files, folders, or names. */
  readonly paths: readonly string[]
  readonly format: string
  /** A module that exports the tools, or a manifest. */
  readonly tools: string | undefined
  readonly depth: string | undefined
  readonly runs: string | undefined
  readonly seed: string | undefined
  /** Where conversations are written that no written test has. */
  readonly write: string | undefined
}

/** `callchart test --explore`. 0 nothing but warnings, 1 errors, 2 could not run. */
export async function exploreFlows(args: ExploreArguments, fail: (problem: string) => 2): Promise<0 | 1 | 2> {
  const draw = Object.entries(exploreReports).find(([name]) => name === args.format)?.[1]
  if (draw === undefined)
    return fail(`There is no format "${args.format}": write one of ${Object.keys(exploreReports).join(', ')}.`)
  const bounds = boundsOf(args)
  if (typeof bounds === 'string') return fail(bounds)
  const explored: ExploredFlow[] = []
  for (const found of await flowsOf(args.paths)) {
    const file = join(found.file)
    const folder = projectOf(file)
    const world =
      args.tools === undefined
        ? folder === null
          ? {}
          : ((await projectTools(folder))?.world ?? {})
        : await toolsArgument(args.tools)
    try {
      explored.push(await exploreFlow({ ...found, file }, world, bounds, progress))
    } catch (error) {
      if (!(error instanceof UnsoundFlow)) throw error
      return fail(error.message)
    } finally {
      clearProgress()
    }
  }
  if (explored.length === 0) return fail('There is no flow.')
  console.log(draw(explored, { colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined }))
  if (args.write !== undefined) await write(args.write, explored)
  return explored.some(({ diagnostics }) => diagnostics.some(({ severity }) => severity === 'error')) ? 1 : 0
}

async function flowsOf(paths: readonly string[]): Promise<readonly FoundFlow[]> {
  const all: FoundFlow[] = []
  for (const path of paths) {
    const { flows, problems } = await findFlows([path])
    if (problems.length > 0) all.push(await findFlow(path, '.'))
    else all.push(...flows.filter(({ text }) => /^states:/m.test(text)))
  }
  return all
}

function boundsOf({ depth, runs, seed }: ExploreArguments): Bounds | string {
  const numbers = { depth: depth ?? usualDepth, runs: runs ?? usualRuns, seed: seed ?? 1 }
  for (const [name, value] of Object.entries(numbers))
    if (!/^[1-9]\d{0,8}$/.test(String(value))) return `--${name} is a whole number from 1 on, not "${value}".`
  return { depth: Number(numbers.depth), runs: Number(numbers.runs), seed: Number(numbers.seed) }
}

function progress(flow: string, { runs, spots, depth }: Progress): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\x1b[K${flow}: ${runs} runs, ${spots} calls at rest, ${depth} moves deep`)
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
}

/** The missing conversations in the file and, where calls begin otherwise or belong to another flow, in numbered ones beside it; what shows a danger in files of its own. */
async function write(file: string, explored: readonly ExploredFlow[]): Promise<void> {
  const base = file.replace(/(\.test)?\.ya?ml$/, '')
  const missing = explored.flatMap((one) => one.missing)
  const dangers = explored.flatMap(({ examples }) => examples.flatMap((text) => text ?? []))
  const named = [
    ...missing.map((text, index) => ({ text, name: `${base}${index === 0 ? '' : `-${index + 1}`}.test.yaml` })),
    ...dangers.map((text, index) => ({ text, name: `${base}-found-${index + 1}.test.yaml` })),
  ]
  for (const { name, text } of named) await writeFile(name, text)
  console.error(
    named.length === 0 ? 'There was nothing to write.' : `Written: ${named.map(({ name }) => name).join(', ')}.`,
  )
}
