import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CallchartConfig } from '../../define-config.ts'
import type { FlowSource, VersionSources } from '../../call/flows/flow-library.ts'
import { checkConfig } from './check-config.ts'
import { findFlows } from './find-flows.ts'

/** Something of the project is missing or wrong: the message says what, where and how to mend it. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError'
}

/** Reads `callchart.config.ts` (or .js) of a folder: its export `config`. Without such a file, an empty configuration. */
export async function readProject(folder: string): Promise<CallchartConfig> {
  const file = ['callchart.config.ts', 'callchart.config.js', 'callchart.config.mjs']
    .map((name) => join(folder, name))
    .find(existsSync)
  if (file === undefined) return {}
  let module: { readonly config?: CallchartConfig; readonly default?: CallchartConfig }
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module
  } catch (error) {
    throw new ProjectError(`${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  const config = module.config ?? module.default
  if (config === undefined)
    throw new ProjectError(`${file} exports no configuration. Write: export const config = defineConfig({ … })`)
  const problems = checkConfig(config)
  if (problems.length > 0) {
    const lines = problems.map(({ where, message }) => `  ${where === '' ? '' : `${where}: `}${message}`)
    throw new ProjectError(`${file} is not a configuration:\n${lines.join('\n')}`)
  }
  return config
}

/** The nearest folder, from a file's own upwards, with a configuration; null where there is none. */
export function projectOf(file: string): string | null {
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    if (['ts', 'js', 'mjs'].some((kind) => existsSync(join(folder, `callchart.config.${kind}`)))) return folder
    if (folder === dirname(folder)) return null
  }
}

/** The flows of a folder and those below it, or of one file. Rejects with ProjectError where there is none. */
export async function readFlows(path: string): Promise<readonly FlowSource[]> {
  const { flows, problems } = await findFlows([path])
  if (problems.length > 0)
    throw new ProjectError(`${problems.join('\n')}\n  Name a folder of flows, or one file: --flows DIR`)
  return flows
}

/** The versions that a configuration names, with their texts; `folder` is the project's. Rejects with ProjectError. */
export async function readVersions(
  { versions = {} }: CallchartConfig,
  folder: string,
): Promise<readonly VersionSources[]> {
  const shares = Object.entries(versions).flatMap(([flow, list]) => list.map((one) => ({ flow, ...one })))
  return Promise.all(
    shares.map(async ({ flow, flows, percent }) => ({
      flow,
      percent,
      sources: await readFlows(resolve(folder, flows)),
    })),
  )
}
