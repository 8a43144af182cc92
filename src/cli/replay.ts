import { writeFile } from 'node:fs/promises'
import { defineCommand } from 'citty'
import { firstDifference } from '../../engine/explore/difference.ts'
import { tellCall, type Story } from '../../engine/explore/story.ts'
import { plainText } from '../../engine/language/plain-text.ts'
import type { Json } from '../../engine/language/json.ts'
import { compileFlow, compileStored } from '../../engine/machine/compile.ts'
import { findFlow, readFlow, UnsoundFlow } from './project/flow-argument.ts'
import { ProjectError } from './project/project.ts'
import { recordedCall, type RecordedCall } from './stored/recorded-call.ts'
import { drawStory } from './stored/story-report.ts'

/** `callchart replay`: folds a log and shows each step. */
export const replayCommand = defineCommand({
  meta: { name: 'replay', description: "Folds a call's log again and shows each step, what was said included." },
  args: {
    log: {
      type: 'positional',
      description: "A call's id or CallSid in the store, or a file written by --save",
      valueHint: 'LOG',
      required: true,
    },
    flow: {
      type: 'string',
      description: 'Fold with this flow instead of the one that the call began with: what would it have done?',
      valueHint: 'FLOW',
    },
    save: {
      type: 'string',
      description: 'Write the call to a file, with its flow: it holds what was said',
      valueHint: 'FILE',
    },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
  },
  /** 0 it folds to what was stored, 1 it does not, 2 could not run. */
  async run({ args }) {
    if (args.format !== 'pretty' && args.format !== 'json') {
      console.error(`There is no format "${args.format}": write pretty or json.`)
      return 2
    }
    try {
      const call = await recordedCall(args.log)
      if (args.save !== undefined) {
        await writeFile(args.save, `${JSON.stringify(call, null, 1)}\n`, { mode: 0o600 })
        console.error(`Written to ${args.save}. It holds what was said: handle it as a recording of the call.`)
      }
      const compiled =
        args.flow === undefined
          ? compileStored(call.flow)
          : compileFlow(await readFlow(await findFlow(args.flow, '.'), {}, process.stderr.isTTY))
      const story = tellCall(compiled, call.events)
      const differs = args.flow === undefined ? differenceOf(call, story) : null
      if (args.format === 'json') console.log(JSON.stringify({ version: 1, callId: call.callId, ...story, differs }))
      else console.log(`${drawStory(story)}\n\n${plainText(verdict(args.flow, call, differs))}`)
      return differs === null ? 0 : 1
    } catch (error) {
      if (!(error instanceof UnsoundFlow || error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

type Difference = ReturnType<typeof firstDifference>

/** P4: folding the log gives the stored snapshot, byte for byte. */
function differenceOf(call: RecordedCall, { snapshot }: Story): Difference {
  return firstDifference(call.snapshot as unknown as Json, snapshot as unknown as Json)
}

function verdict(flow: string | undefined, { snapshot }: RecordedCall, differs: Difference): string {
  if (flow !== undefined) return `Folded with ${flow}: this is what it would have done with the same events.`
  if (differs === null)
    return snapshot === null ? 'No step was committed.' : 'It folds to the stored snapshot, byte for byte.'
  return (
    `It does not fold to the stored snapshot. First difference at ${differs.path === '' ? 'the whole' : differs.path}:\n` +
    `  stored  ${differs.before}\n  folded  ${differs.after}`
  )
}
