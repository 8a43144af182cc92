import { defineCommand } from 'citty'
import { tellCall } from '../../engine/explore/story.ts'
import { compileStored } from '../../engine/machine/compile.ts'
import { ProjectError } from './project/project.ts'
import { recordedCall } from './stored/recorded-call.ts'
import { drawExplanation } from './stored/story-report.ts'

/** `callchart explain`: why each transition of a call happened, and where the time went. */
export const explainCommand = defineCommand({
  meta: { name: 'explain', description: 'Tells why a call went the way it did, and where the time went.' },
  args: {
    call: {
      type: 'positional',
      description: "A call's id or CallSid in the store, or a file written by callchart replay --save",
      valueHint: 'CALL',
      required: true,
    },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
  },
  /** 0 told, 2 could not run. */
  async run({ args }) {
    if (args.format !== 'pretty' && args.format !== 'json') {
      console.error(`There is no format "${args.format}": write pretty or json.`)
      return 2
    }
    try {
      const call = await recordedCall(args.call)
      const story = tellCall(compileStored(call.flow), call.events)
      if (args.format === 'pretty') console.log(drawExplanation(story))
      else {
        const { snapshot: _, ...told } = story
        console.log(JSON.stringify({ version: 1, callId: call.callId, ...told }))
      }
      return 0
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
  },
})
