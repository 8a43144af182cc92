import { plainText } from '../../../engine/language/plain-text.ts'
import type { Progress } from '../../server/campaigns/progress.ts'
import { askServer } from './ask-server.ts'
import { readCallList } from './call-list.ts'
import { ProjectError } from '../project/project.ts'

interface Refusal {
  readonly error: string
  readonly faults: readonly { readonly row?: number; readonly column?: string; readonly problem: string }[]
}

/** What `callchart call --list` was told beside the list; it counts before what the list's own file says. */
export interface ListOptions {
  readonly file: string
  readonly campaign: string | undefined
  readonly flow: string | undefined
  readonly language: string | undefined
  readonly perMinute: string | undefined
  readonly atOnce: string | undefined
  readonly lasts: string | undefined
  /** "busy=2x15m", "machine=no". */
  readonly retries: readonly string[]
  /** "mon-fri=10:00-12:00". */
  readonly hours: readonly string[]
}

/** Has a running server call a list, and prints what it says: 0 it does, 1 it refuses. Rejects with ProjectError. */
export async function callList(options: ListOptions, format: string, server: string | undefined): Promise<0 | 1> {
  const { file, campaign, flow, language, lasts } = options
  if (campaign === undefined) throw new ProjectError(`Name the campaign: callchart call --list ${file} --campaign july`)
  const list = await readCallList(file)
  const pace = {
    ...(options.perMinute === undefined ? {} : { perMinute: wholeNumber('--pace', options.perMinute) }),
    ...(options.atOnce === undefined ? {} : { atOnce: wholeNumber('--at-once', options.atOnce) }),
  }
  const body = {
    ...list,
    name: campaign,
    ...(flow === undefined ? {} : { flow }),
    ...(language === undefined ? {} : { language }),
    ...(lasts === undefined ? {} : { lasts }),
    ...(Object.keys(pace).length === 0 ? {} : { pace: { ...(list['pace'] as object | undefined), ...pace } }),
    ...(options.retries.length === 0 ? {} : { retry: Object.fromEntries(options.retries.map(retryOf)) }),
    ...(options.hours.length === 0 ? {} : { hours: Object.fromEntries(options.hours.map(hoursOf)) }),
  }
  return told('POST', '/calls/campaigns', 'dial', { format, server, body })
}

/** What is asked or ordered of campaigns: "" is all of them. 0 done, 1 refused. Rejects with ProjectError. */
export async function campaignOrder(
  name: string,
  order: 'pause' | 'resume' | 'cancel' | null,
  format: string,
  server: string | undefined,
): Promise<0 | 1> {
  const path = `/calls/campaigns${name === '' ? '' : `/${encodeURIComponent(name)}`}`
  if (order === null) return told('GET', path, 'read', { format, server })
  return told('POST', `${path}/${order}`, 'operate', { format, server })
}

async function told(
  method: 'GET' | 'POST',
  path: string,
  scope: 'dial' | 'read' | 'operate',
  { format, server, body }: { readonly format: string; readonly server: string | undefined; readonly body?: object },
): Promise<0 | 1> {
  const answer = await askServer<Progress & Refusal & { readonly campaigns: readonly Progress[] }>({
    method,
    path,
    scope,
    server,
    ...(body === undefined ? {} : { body }),
    unanswered: (base) =>
      body === undefined
        ? `No server answers at ${base}. Name it: --server http://host:3000`
        : `No server has answered at ${base}. If it may have been reached, send the same list again: under its name it is the same campaign.`,
  })
  if (format === 'json') console.log(JSON.stringify(answer.body))
  else if (!answer.ok) console.error(refusal(answer.status, answer.body))
  else if (answer.body.campaigns === undefined) console.log(plainText(draw(answer.body as Progress)))
  else console.log(plainText(answer.body.campaigns.map(draw).join('\n')) || 'There is no campaign.')
  return answer.ok ? 0 : 1
}

function refusal(status: number, { error, faults = [] }: Partial<Refusal>): string {
  const lines = faults.map(({ row, column, problem }) => {
    const place = [row === undefined ? [] : [`row ${row}`], column === undefined ? [] : [`column ${column}`]].flat()
    return `  ${place.length === 0 ? '' : `${place.join(', ')}: `}${problem}`
  })
  // A column's name is whatever stands in the list, which may be anybody's.
  return plainText([error ?? `The server answered ${status}.`, ...lines].join('\n'))
}

/** A campaign in two lines. */
function draw(progress: Progress): string {
  const { name, state, rows, done, calling, waiting, calls, nextAt, until } = progress
  const outcomes = ends.flatMap((end) => (progress[end] === 0 ? [] : [`${progress[end]} ${end}`]))
  const next = nextAt === null ? '' : `, next at ${minute(nextAt)}`
  return [
    `${name}: ${state}, ${done} of ${rows} done, ${calling} calling, ${waiting} waiting${next}; until ${minute(until)}`,
    `  ${outcomes.length === 0 ? 'nobody yet' : outcomes.join(', ')}; ${calls} ${calls === 1 ? 'call' : 'calls'} made`,
  ].join('\n')
}

const ends = [
  'reached',
  'machine',
  'fax',
  'busy',
  'noanswer',
  'failed',
  'uncertain',
  'refused',
  'expired',
  'canceled',
  'erased',
] as const

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`
}

function retryOf(text: string): [string, false | { times: number; after: string }] {
  const match = /^(busy|noanswer|machine|failed)=(?:(\d+)x(\d+[smhd])|no)$/.exec(text)
  if (match === null)
    throw new ProjectError(
      `--retry wants OUTCOME=TIMESxAFTER, or OUTCOME=no, not "${text}": --retry busy=3x10m --retry machine=no`,
    )
  const [, outcome = '', times, after] = match
  return [outcome, times === undefined || after === undefined ? false : { times: Number(times), after }]
}

function hoursOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new ProjectError(`--hours wants DAYS=TIMES, not "${text}": --hours mon-fri=10:00-12:00`)
  return [text.slice(0, at), text.slice(at + 1)]
}

function wholeNumber(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new ProjectError(`${option} wants a whole number from 1, not "${text}".`)
  return Number(text)
}
