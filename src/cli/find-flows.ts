import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A flow's text under the name by which it was found. */
export interface FoundFlow {
  readonly file: string
  readonly text: string
}

export interface Found {
  readonly flows: readonly FoundFlow[]
  /** What could not be read, each a sentence. */
  readonly problems: readonly string[]
}

/** Reads files, and of folders every *.yaml below that is no conversation test (*.test.yaml). In order, each once. */
export async function findFlows(paths: readonly string[]): Promise<Found> {
  const files = new Set<string>()
  const problems: string[] = []
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found === null) problems.push(`There is no ${path}.`)
    else if (found.isDirectory()) {
      const inside = await flowsBelow(path)
      if (inside.length === 0) problems.push(`There is no flow (*.yaml) in ${path}.`)
      for (const file of inside) files.add(file)
    } else files.add(path)
  }
  const flows: FoundFlow[] = []
  for (const file of files) {
    try {
      flows.push({ file, text: await readFile(file, 'utf8') })
    } catch (error) {
      problems.push(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { flows, problems }
}

async function flowsBelow(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true })
  const flows = names.filter(
    (name) =>
      /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name) && !/(^|[\\/])(node_modules|\.[^\\/]+)[\\/]/.test(name),
  )
  return flows.map((name) => join(folder, name)).sort()
}
