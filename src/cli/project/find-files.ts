import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceFile } from '../../../engine/language/source-library.ts'

export interface FoundFiles {
  readonly files: readonly SourceFile[]
  /** What could not be read, each a sentence. */
  readonly problems: readonly string[]
}

/**
 * Reads files, and of folders those below whose name `fits`, but for what lies in node_modules and in folders that begin with
 * a dot. In order, each once. `what` is what a folder has none of: "test (*.test.yaml)".
 */
export async function findFiles(
  paths: readonly string[],
  fits: (name: string) => boolean,
  what: string,
): Promise<FoundFiles> {
  const names = new Set<string>()
  const problems: string[] = []
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (found === null) problems.push(`There is no ${path}.`)
    else if (!found.isDirectory()) names.add(path)
    else {
      const inside = (await readdir(path, { recursive: true })).filter((name) => fits(name) && !aside.test(name))
      if (inside.length === 0) problems.push(`There is no ${what} in ${path}.`)
      for (const name of inside.toSorted()) names.add(join(path, name))
    }
  }
  const files: SourceFile[] = []
  for (const file of names) {
    try {
      files.push({ file, text: await readFile(file, 'utf8') })
    } catch (error) {
      problems.push(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { files, problems }
}

const aside = /(^|[\\/])(node_modules|\.[^\\/]+)[\\/]/
