import { resolvePath } from './file-path.ts'
import { parseYaml } from './parse.ts'
import { asObject, asTexts } from './reading.ts'
import { isMarkdown } from './source-library.ts'

/** The files that a file's `imports` and `knowledge` name, by their paths. Nothing where it cannot be read. */
export function namedFiles(text: string, file: string): readonly string[] {
  // most files name none, and reading one takes milliseconds
  if (isMarkdown(file) || !/^\s*["']?(imports|knowledge)["']?\s*:/m.test(text)) return []
  const data = asObject(parseYaml(text, file).source?.data)
  return [...asTexts(data['imports']), ...asTexts(data['knowledge'])].map((name) => resolvePath(file, name))
}

/** Whether a flow may run others, by its words alone. */
export function runsOthers(text: string): boolean {
  return /\b(run|goto_flow|commands)["']?\s*:/.test(text)
}
