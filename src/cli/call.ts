import { randomUUID } from 'node:crypto'
import { defineCommand } from 'citty'
import { plainText } from '../../engine/language/plain-text.ts'
import { askServer, type Answer } from './orders/ask-server.ts'
import { callList } from './orders/campaign-orders.ts'
import { ProjectError } from './project/project.ts'

/** `callchart call`: has a running server call somebody. */
export const callCommand = defineCommand({
  meta: {
    name: 'call',
    description: 'Calls somebody, or a list: a running server dials, and the flow speaks with who answers.',
  },
  args: {
    to: { type: 'string', description: 'Who is called, E.164', valueHint: '+44…' },
    flow: { type: 'string', description: 'The flow, by its name', valueHint: 'FLOW' },
    set: { type: 'string', description: 'An input of the flow; again for each', valueHint: 'NAME=VALUE' },
    language: { type: 'string', description: "What is spoken, where it is not the flow's own", valueHint: 'de-DE' },
    deadline: { type: 'string', description: 'It rings by then, or not at all', valueHint: '2m' },
    key: { type: 'string', description: 'Asked for again with the same key it is the same call', valueHint: 'KEY' },
    list: { type: 'string', description: 'Calls all of a list: .csv, .json or .yaml', valueHint: 'FILE' },
    campaign: { type: 'string', description: 'Of a list: its name from now on', valueHint: 'NAME' },
    pace: { type: 'string', description: 'Of a list: new calls a minute', valueHint: 'N' },
    'at-once': { type: 'string', description: 'Of a list: calls at a time', valueHint: 'N' },
    retry: {
      type: 'string',
      description: 'Of a list: who is called again, how often, how long after; again for each outcome',
      valueHint: 'busy=3x10m',
    },
    hours: { type: 'string', description: 'Of a list: when, where they live', valueHint: 'mon-fri=10:00-12:00' },
    lasts: { type: 'string', description: 'Of a list: nobody is called after so long', valueHint: '3d' },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
    server: {
      type: 'string',
      description: 'The server that dials; default: HOST and PORT. CALLCHART_API_TOKEN opens it',
      valueHint: 'URL',
    },
  },
  /** 0 the line has taken it, 1 it was not made, or nobody knows whether it was, 2 could not be asked. */
  async run({ args, rawArgs }) {
    try {
      if (args.format !== 'pretty' && args.format !== 'json')
        throw new ProjectError(`There is no format "${args.format}": write pretty or json.`)
      if (args.list !== undefined) {
        if (args.to !== undefined) throw new ProjectError('Write --to, for one call, or --list, for many.')
        const { list: file, campaign, flow, language, pace: perMinute, 'at-once': atOnce, lasts } = args
        const retries = every(rawArgs, '--retry')
        const hours = every(rawArgs, '--hours')
        return await callList(
          { file, campaign, flow, language, perMinute, atOnce, lasts, retries, hours },
          args.format,
          args.server,
        )
      }
      if (args.to === undefined || args.flow === undefined)
        throw new ProjectError('Who is called, and by which flow? callchart call --to +447700900123 --flow reminder')
      const body = {
        to: args.to,
        flow: args.flow,
        inputs: inputsOf(rawArgs),
        ...(args.language === undefined ? {} : { language: args.language }),
        ...(args.deadline === undefined ? {} : { deadline: args.deadline }),
      }
      const answer = await ask(body, args.key ?? randomUUID(), args.server)
      if (args.format === 'json') console.log(JSON.stringify(answer.body))
      else tell(answer)
      return answer.ok && answer.body.status === 'dialled' ? 0 : 1
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

interface Placed {
  readonly callId: string
  readonly status: string
  readonly repeated: boolean
  readonly error: string
}

/** All values of an option, in order. */
function every(rawArgs: readonly string[], option: string): readonly string[] {
  return rawArgs.flatMap((raw, index): string[] => {
    if (raw === option) return [rawArgs[index + 1] ?? '']
    return raw.startsWith(`${option}=`) ? [raw.slice(option.length + 1)] : []
  })
}

/** `--set a=1 --set=b=two`: the last of a name counts. */
function inputsOf(rawArgs: readonly string[]): Record<string, string> {
  const pairs = every(rawArgs, '--set')
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new ProjectError(`--set wants NAME=VALUE, not "${pair}": --set patient="Anna Berger"`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function ask(body: object, key: string, server: string | undefined): Promise<Answer<Partial<Placed>>> {
  return askServer<Placed>({
    method: 'POST',
    path: '/calls',
    scope: 'dial',
    body,
    headers: { 'idempotency-key': key },
    server,
    unanswered: (base) =>
      `No server has answered at ${base}. If it may have been reached, ask again with --key ${key}: it is then the same call.`,
  })
}

function tell({ ok, status, body }: Answer<Partial<Placed>>): void {
  const id = plainText(body.callId ?? '')
  if (!ok) console.error(plainText(body.error ?? `The server answered ${status}.`))
  else if (body.status === 'uncertain')
    console.error(
      `${id}: the line has not answered in time. It may ring; it is not dialled again. See: callchart calls ${id}`,
    )
  else if (body.status === 'failed') console.error(`${id}: the line did not take the call.`)
  else console.log(`${id}: ${body.repeated === true ? 'was dialled before' : 'is being dialled'}.`)
}
