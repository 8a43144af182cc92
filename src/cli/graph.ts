import { defineCommand } from 'citty'
import { diagramOf } from '../../engine/explore/diagram.ts'
import { mermaid } from '../../engine/explore/mermaid.ts'
import { svg } from '../../engine/explore/svg.ts'
import { xstateJson } from '../../engine/explore/xstate-json.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { compileFlow } from '../../engine/machine/compile.ts'
import { findFlow, readFlow, UnsoundFlow } from './project/flow-argument.ts'
import { ProjectError } from './project/project.ts'

/** A flow as text of each format; all end with a line end. */
export const drawings: Readonly<Record<'mermaid' | 'svg' | 'xstate' | 'json', (flow: Flow) => string>> = {
  mermaid: (flow) => mermaid(diagramOf(flow)),
  svg: (flow) => svg(diagramOf(flow)),
  xstate: (flow) => `${JSON.stringify(xstateJson(compileFlow(flow).machine), null, 2)}\n`,
  json: (flow) => `${JSON.stringify({ version: 1, ...diagramOf(flow) }, null, 2)}\n`,
}

/** `callchart graph`: the flow as a picture, or as something that other tools read. */
export const graphCommand = defineCommand({
  meta: { name: 'graph', description: 'Draws a flow: its states, and what leads from one to another.' },
  args: {
    flow: { type: 'positional', description: 'A flow: its file, or its name', valueHint: 'FLOW', required: true },
    format: { type: 'string', description: 'mermaid, svg, xstate or json', default: 'mermaid' },
  },
  /** 0 drawn, 1 the flow has mistakes, 2 could not run. */
  async run({ args }) {
    const draw = Object.entries(drawings).find(([name]) => name === args.format)?.[1]
    if (draw === undefined) {
      console.error(`There is no format "${args.format}": write one of ${Object.keys(drawings).join(', ')}.`)
      return 2
    }
    try {
      const flow = await readFlow(await findFlow(args.flow, '.'), {}, process.stderr.isTTY)
      process.stdout.write(draw(flow))
      return 0
    } catch (error) {
      if (!(error instanceof UnsoundFlow || error instanceof ProjectError)) throw error
      console.error(error.message)
      return error instanceof UnsoundFlow ? 1 : 2
    }
  },
})
