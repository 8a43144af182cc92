import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CallchartConfig } from '../define-config.ts'
import type { FlowSource } from '../call/flow-library.ts'

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
  return config
}

/** All flows of a folder and those below it, or one file; conversation tests (*.test.yaml) are not flows. */
export async function readFlows(path: string): Promise<FlowSource[]> {
  const at = resolve(path)
  const found = await stat(at).catch(() => null)
  if (found === null) throw new ProjectError(`There are no flows at ${at}. Name a folder or a file: --flows DIR`)
  const files = found.isFile()
    ? [at]
    : (await readdir(at, { recursive: true }))
        .filter(isFlow)
        .map((name) => join(at, name))
        .sort()
  const sources = await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })))
  const flows = sources.filter(({ text }) => /^flow\s*:/mu.test(text) || found.isFile())
  if (flows.length === 0) throw new ProjectError(`There is no flow in ${at}: no *.yaml file with a 'flow:' of its own.`)
  return flows
}

function isFlow(name: string): boolean {
  return /\.ya?ml$/u.test(name) && !/\.test\.ya?ml$/u.test(name) && !name.includes('node_modules')
}
