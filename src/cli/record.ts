import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { defineCommand } from 'citty'
import { parse } from 'yaml'
import type { Json, JsonObject } from '../../engine/language/json.ts'
import { isObject } from '../../engine/language/reading.ts'
import { plainText } from '../../engine/language/plain-text.ts'
import { compileStored } from '../../engine/machine/compile.ts'
import { recordCall } from '../../engine/rehearsal/record/record-call.ts'
import { ProjectError } from './project/project.ts'
import { recordedCall } from './stored/recorded-call.ts'

/** `callchart record`: a stored call as a conversation test, with invented personal data. */
export const recordCommand = defineCommand({
  meta: { name: 'record', description: 'Turns a call into a conversation test, with personal data replaced.' },
  args: {
    call: {
      type: 'positional',
      description: "A call's id or CallSid in the store, or a file written by callchart replay --save",
      valueHint: 'CALL',
      required: true,
    },
    out: { type: 'string', description: 'The file to write, *.test.yaml. Default: standard output', valueHint: 'FILE' },
    name: { type: 'string', description: "The test's name", valueHint: 'WORDS', default: 'goes as the call went' },
    expect: {
      type: 'string',
      description: 'What should have come of it: "{ ended: completed }"',
      valueHint: 'EXPECTED',
    },
    keep: { type: 'boolean', description: 'Leave what the caller said as it was, but for what is pci' },
  },
  /** 0 the test is the whole call, 1 it is only its beginning, or fails, 2 could not run. */
  async run({ args }) {
    try {
      const expect = args.expect === undefined ? undefined : expected(args.expect)
      if (args.out !== undefined && existsSync(args.out))
        throw new ProjectError(`${args.out} is there already, and is left as it is. Name another file: --out FILE`)
      const { flow, events } = await recordedCall(args.call)
      if (events[0]?.type !== 'call.started') throw new ProjectError(`The log of ${args.call} has no beginning.`)
      const recorded = recordCall(compileStored(flow), events, {
        name: args.name,
        random: () => randomInt(2 ** 47) / 2 ** 47,
        keeps: args.keep === true,
        ...(expect === undefined ? {} : { expect }),
      })
      const { text, acts, told, stopped, failure } = recorded
      if (args.out === undefined) process.stdout.write(text)
      else await writeFile(args.out, text, { flag: 'wx' })
      console.error(plainText(verdict(acts, told, stopped, failure)))
      return stopped === null && failure === null ? 0 : 1
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

function expected(text: string): JsonObject {
  let value: Json
  try {
    value = parse(text) as Json
  } catch {
    value = null
  }
  if (isObject(value)) return value
  throw new ProjectError(`--expect is a map, as "expect" of a test has it: --expect "{ ended: completed }".`)
}

function verdict(acts: number, told: number, stopped: string | null, failure: string | null): string {
  const far =
    stopped === null
      ? `The whole call, ${acts} moves.`
      : `${told} of ${acts} moves of the call: then ${stopped}. What is there is kept.`
  return `${far} ${failure === null ? 'It passes on the flow that the call began with.' : `It fails on the flow that the call began with: ${failure}`}`
}
