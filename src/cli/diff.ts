import { defineCommand } from 'citty'
import { diffFlows, type Change, type FlowDiff } from '../../engine/explore/diff.ts'
import type { Flow } from '../../engine/language/flow.ts'
import { findFlow, readFlow, UnsoundFlow } from './project/flow-argument.ts'
import { ProjectError } from './project/project.ts'

/** `callchart diff`: what is other in a newer flow, and what of it a call in progress would not survive. */
export const diffCommand = defineCommand({
  meta: {
    name: 'diff',
    description: 'Compares two versions of a flow: what changed, and what calls in progress could not survive.',
  },
  args: {
    old: { type: 'positional', description: 'The older flow: its file', valueHint: 'OLD', required: true },
    new: { type: 'positional', description: 'The newer flow: its file', valueHint: 'NEW', required: true },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
  },
  /** 0 a call in progress would survive, 1 it would not, 2 could not run. */
  async run({ args }) {
    if (args.format !== 'pretty' && args.format !== 'json') {
      console.error(`There is no format "${args.format}": write pretty or json.`)
      return 2
    }
    try {
      const [before, after] = await Promise.all([read(args.old), read(args.new)])
      if (before.flow !== after.flow)
        throw new ProjectError(
          `${args.old} is the flow "${before.flow}" and ${args.new} is "${after.flow}": they are not versions of one.`,
        )
      const diff = diffFlows(before, after)
      console.log(args.format === 'json' ? JSON.stringify({ version: 1, flow: after.flow, ...diff }) : drawDiff(diff))
      return diff.breaks.length === 0 ? 0 : 1
    } catch (error) {
      if (!(error instanceof UnsoundFlow || error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

async function read(argument: string): Promise<Flow> {
  return readFlow(await findFlow(argument, '.'), {}, process.stderr.isTTY)
}

/** For people: what changed, then what would not survive. */
export function drawDiff({ changes, breaks }: FlowDiff): string {
  if (changes.length === 0) return 'Nothing is other: a call would go just the same way.'
  const lines = changes.map(drawChange)
  const verdict =
    breaks.length === 0
      ? ['A call in progress would survive being moved to the new version.']
      : [
          'A call in progress would not survive being moved to the new version:',
          ...breaks.map(({ flow, message, advice }) => `  ${flow}: ${message} ${advice}`.trimEnd()),
        ]
  const pinned = 'Calls end on the version that they began with: nobody is moved by a deploy.'
  return [...lines, '', ...verdict, pinned].join('\n')
}

const signs = { added: '+', removed: '-', changed: '~' } as const

function drawChange({ flow, what, how, keys }: Change): string {
  const head = `${signs[how]} ${flow}: ${what}`
  return [head, ...keys.map(({ key, before, after }) => `    ${key}: ${before} → ${after}`)].join('\n')
}
