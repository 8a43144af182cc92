import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineCommand } from 'citty'
import { loadTools, ToolLoadError } from '../tools/load-tools.ts'
import { manifestOf } from '../tools/manifest.ts'
import { ProjectError, readProject } from './project.ts'

/** `callchart types`: what flows need to know of a project's code, as a file that needs none of it. */
export const typesCommand = defineCommand({
  meta: {
    name: 'types',
    description: 'Writes the manifest of a project: its tools and destinations, for checking flows without its code.',
  },
  args: {
    manifest: { type: 'boolean', description: 'Write the manifest (JSON)', required: true },
    project: { type: 'string', description: 'Folder of callchart.config.ts', valueHint: 'DIR', default: '.' },
    tools: { type: 'string', description: 'Module whose exports are the tools', valueHint: 'MODULE' },
    out: { type: 'string', description: 'The file to write; default: standard output', valueHint: 'FILE' },
  },
  /** 0 written, 2 could not run. */
  async run({ args }) {
    try {
      const config = await readProject(resolve(args.project))
      const module = args.tools ?? (config.tools === undefined ? undefined : resolve(args.project, config.tools))
      if (module === undefined && config.destinations === undefined)
        throw new ProjectError(`${args.project} has no tools and no destinations. Name the module: --tools tools.ts`)
      const tools = module === undefined ? [] : await loadTools(module)
      const destinations = Object.keys(config.destinations ?? {}).toSorted()
      const text = `${JSON.stringify({ tools: manifestOf(tools), destinations }, null, 2)}\n`
      if (args.out === undefined) process.stdout.write(text)
      else await writeFile(args.out, text)
      return 0
    } catch (error) {
      if (!(error instanceof ProjectError || error instanceof ToolLoadError)) throw error
      console.error(error.message)
      return 2
    }
  },
})
