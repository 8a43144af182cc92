import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { defineCommand } from 'citty'
import { initFiles } from './starter/files.ts'

/** `callchart init`: a new project that passes its test. Nothing that is there is touched. */
export const initCommand = defineCommand({
  meta: {
    name: 'init',
    description: 'Begins a project: one agent, one tool, one test, and what an editor and a CI need.',
  },
  args: {
    folder: {
      type: 'positional',
      description: 'Where; made if it is not there. Default: this folder',
      valueHint: 'FOLDER',
      required: false,
      default: '.',
    },
  },
  /** 0 written, 2 a file is there already (then nothing is written) or the folder cannot be written. */
  async run({ args }) {
    const folder = resolve(args.folder)
    const files = initFiles(ownVersion())
    const taken = Object.keys(files).filter((file) => existsSync(join(folder, file)))
    if (taken.length > 0) {
      console.error(
        `${folder} has these already: ${taken.join(', ')}.\n  Nothing was written. Begin in another folder: callchart init my-agent`,
      )
      return 2
    }
    try {
      for (const [file, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, file)), { recursive: true })
        await writeFile(join(folder, file), text, { flag: 'wx' })
      }
    } catch (error) {
      console.error(`${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`)
      return 2
    }
    const here = relative('.', folder)
    console.log(
      [
        ...Object.keys(files).map((file) => `  ${join(here, file)}`),
        '',
        'Now:',
        ...(here === '' ? [] : [`  cd ${here}`]),
        '  npm install',
        '  npm test            # its conversations',
        '  npm run chat        # talk to it by typing',
      ].join('\n'),
    )
    return 0
  },
})

/** From the package's own file: two folders up in the sources, three in what is published. */
function ownVersion(): string {
  for (const up of ['../..', '../../..']) {
    const file = join(import.meta.dirname, up, 'package.json')
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
  }
  throw new Error('The package has no package.json.')
}
