import { join } from 'node:path'
import { defineCommand } from 'citty'
import { createRecordings } from '../media/recordings.ts'
import { audit } from '../server/audit.ts'
import { openCampaignRecords, redisPlace } from '../server/campaigns/open-campaigns.ts'
import { defaultLimits } from '../call/services.ts'
import { withStore, type Opened } from './stored/configured-store.ts'
import { asDialled, eraseCalls, isUnreadable, type Erased, type Wanted } from './stored/erase-calls.ts'
import { ProjectError } from './project/project.ts'

/** `callchart erase`: what is kept of a caller is removed. */
export const eraseCommand = defineCommand({
  meta: {
    name: 'erase',
    description:
      "Removes what is kept of a caller or of a call: log, snapshot, tools' results, recordings of this server.",
  },
  args: {
    caller: { type: 'string', description: 'All calls of this number, such as +447700900123', valueHint: 'NUMBER' },
    call: { type: 'string', description: 'One call, by its id or CallSid', valueHint: 'ID' },
    force: { type: 'boolean', description: 'Also a call that is live: its caller hears nothing more', default: false },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
  },
  /** 0 nothing is left, 1 live calls are left, 2 could not run. */
  async run({ args }) {
    const { caller, call, force, format } = args
    const fail = (problem: string): 2 => {
      console.error(problem)
      return 2
    }
    if (format !== 'pretty' && format !== 'json') return fail(`There is no format "${format}": write pretty or json.`)
    if ((caller === undefined) === (call === undefined))
      return fail('What is to be erased? Write --caller NUMBER, or --call ID.')
    const number = caller === undefined ? null : asDialled(caller)
    if (caller !== undefined && number === null)
      return fail('That is no number: write it with its country, such as +447700900123.')
    const wanted: Wanted = number === null ? { call: call ?? '' } : { caller: number }
    try {
      const erased = await erase(wanted, force)
      console.log(format === 'json' ? JSON.stringify({ version: 1, ...erased }) : describe(erased))
      return erased.live.length > 0 ? 1 : 0
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      return fail(error.message)
    }
  },
})

/** Calls, recordings, and the rows of campaigns that would call somebody. */
type AllErased = Erased & { readonly rows: number }

function erase(wanted: Wanted, force: boolean): Promise<AllErased> {
  return withStore(async (store, { config, secrecy }) => {
    // First the lists, so that nobody is called while this runs.
    const rows = 'caller' in wanted ? await eraseRows(wanted.caller, { config, secrecy }) : 0
    const recordings = createRecordings(join(config.dataDir, 'recordings'), secrecy.codec)
    const erased = await eraseCalls(store, recordings, wanted, { force })
    if ('caller' in wanted && erased.calls.length + erased.live.length === 0 && (await isUnreadable(store)))
      throw new ProjectError(
        'The store holds calls that were sealed with another key, so that nobody can tell whose they are. Run this with the CALLCHART_KEYS that the servers have.',
      )
    const { calls: callIds, live, ...counts } = erased
    const asked = 'caller' in wanted ? 'caller' : 'call'
    await audit(join(config.dataDir, 'audit.jsonl'), { action: 'erased', callIds, live, asked, force, rows, ...counts })
    return { ...erased, rows }
  })
}

/** Campaigns are where calls are, if that is a Redis. */
async function eraseRows(number: string, { config, secrecy }: Opened): Promise<number> {
  const place = redisPlace(config)
  if (place === null) return 0
  // What is erased is not kept anew: the retention of a server does not matter here.
  const { retentionMs } = defaultLimits
  const { records, close } = await openCampaignRecords(place, { codec: secrecy.codec, retentionMs })
  try {
    return await records.erase(number)
  } finally {
    close()
  }
}

function describe({ calls, recordings, live, rows }: AllErased): string {
  const lines = [`Erased ${count(calls.length, 'call')} and ${count(recordings, 'recording')}.`]
  if (rows > 0)
    lines.push(`Erased ${count(rows, 'row')} of campaigns: nobody is called for ${rows === 1 ? 'it' : 'them'}.`)
  if (live.length > 0)
    lines.push(
      `Not erased, because they are live: ${live.join(', ')}.`,
      '  Run this again when they are over, or with --force.',
    )
  return lines.join('\n')
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}
