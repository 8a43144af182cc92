import { resolve } from 'node:path'
import { defineCommand } from 'citty'
import { checkFlow } from '../../engine/language/check.ts'
import { readConfig } from '../server/config.ts'
import { examine } from './doctor/examine.ts'
import { drawFindings } from './doctor/report.ts'
import { ProjectError, readFlows, readProject } from './project/project.ts'

/** `callchart doctor`: whether real calls would come through, and what is in their way. */
export const doctorCommand = defineCommand({
  meta: {
    name: 'doctor',
    description: 'Looks at everything that real calls need, while the server runs: says what is wrong, and what to do.',
  },
  args: {
    project: { type: 'string', description: 'Folder of callchart.config.ts', valueHint: 'DIR', default: '.' },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
  },
  /** 0 nothing is wrong, 1 something is, 2 could not look: the settings or the project cannot be read. */
  async run({ args }) {
    if (args.format !== 'pretty' && args.format !== 'json') {
      console.error(`There is no format "${args.format}": write pretty or json.`)
      return 2
    }
    const read = readConfig(process.env)
    if (!read.ok) {
      for (const { variable, problem, advice } of read.problems) console.error(`${variable} ${problem}.\n  ${advice}`)
      return 2
    }
    let flows: readonly string[]
    try {
      flows = await flowNames(args.project)
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
    const findings = await examine({ config: read.config, environment: process.env, flows })
    const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined
    console.log(args.format === 'json' ? JSON.stringify({ version: 1, findings }) : drawFindings(findings, { colours }))
    return findings.some(({ status }) => status === 'wrong') ? 1 : 0
  },
})

/** Of the flows that are sound enough to have a name; what is wrong with them is `callchart validate`'s to say. */
async function flowNames(folder: string): Promise<readonly string[]> {
  const project = await readProject(resolve(folder))
  const sources = await readFlows(resolve(folder, project.flows ?? 'flows')).catch((error: unknown) => {
    if (project.flows === undefined && error instanceof ProjectError) return []
    throw error
  })
  return sources.flatMap(({ file, text }) => checkFlow(text, file).flow?.flow ?? [])
}
