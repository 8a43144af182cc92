import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { namedFiles, runsOthers } from '../../../engine/language/named-files.ts'
import type { SourceFile } from '../../../engine/language/source-library.ts'
import { findFiles } from './find-files.ts'

/** A flow's text under the name by which it was found. */
export interface FoundFlow extends SourceFile {
  /** Every file that it may import, and the flows that it may run: those found with it and those beside it. */
  readonly beside?: readonly SourceFile[]
}

export interface Found {
  readonly flows: readonly FoundFlow[]
  /** What could not be read, each a sentence. */
  readonly problems: readonly string[]
}

/**
 * Reads files, and of folders every *.yaml below that is no test (*.test.yaml) and no evaluation (*.eval.yaml). In order, each once. With
 * each comes what it needs to be checked: the files that are imported, and the flows in its folder where it runs others.
 */
export async function findFlows(paths: readonly string[]): Promise<Found> {
  const { files: asked, problems } = await findFiles(paths, isFlowFile, 'flow (*.yaml)')
  const all = await withNamed(asked)
  return { flows: asked.map((flow) => ({ ...flow, beside: all.filter(({ file }) => file !== flow.file) })), problems }
}

/** With the files that these import, and those import, and the flows beside those that run others. */
async function withNamed(asked: readonly SourceFile[]): Promise<readonly SourceFile[]> {
  const all = [...asked]
  const tried = new Set(asked.map(({ file }) => join(file)))
  const folders = new Set<string>()
  // grows while it is gone through
  for (const { file, text } of all) {
    const wanted = [...namedFiles(text, file)]
    if (runsOthers(text) && !folders.has(dirname(file))) {
      folders.add(dirname(file))
      wanted.push(...(await flowsIn(dirname(file))))
    }
    for (const other of wanted.map((name) => join(name))) {
      if (tried.has(other)) continue
      tried.add(other)
      // one that is not there is a diagnostic, where it is named
      const content = await readFile(other, 'utf8').catch(() => null)
      if (content !== null) all.push({ file: other, text: content })
    }
  }
  return all
}

async function flowsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder)
  return names
    .filter(isFlowFile)
    .map((name) => join(folder, name))
    .sort()
}

function isFlowFile(name: string): boolean {
  return /\.ya?ml$/.test(name) && !/\.(test|eval)\.ya?ml$/.test(name)
}
