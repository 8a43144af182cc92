import { defineCommand } from 'citty'
import { statePath } from '../../engine/machine/state-path.ts'
import { clock } from '../../engine/rehearsal/note.ts'
import type { StoredCall } from '../store/store.ts'
import { withStore } from './stored/configured-store.ts'
import { campaignOrder } from './orders/campaign-orders.ts'
import { orderCall, type Order } from './orders/order-call.ts'
import { ProjectError } from './project/project.ts'

/** `callchart calls`: which calls there are and where they are; ends one, or hands it over. */
export const callsCommand = defineCommand({
  meta: {
    name: 'calls',
    description: 'Lists calls: where they are, or how they ended. Ends a live one, or hands it over.',
  },
  args: {
    call: { type: 'positional', description: 'One call: its id or CallSid', valueHint: 'CALL', required: false },
    live: { type: 'boolean', description: 'Only those that go on' },
    limit: { type: 'string', description: 'At most so many, the newest', valueHint: 'N', default: '20' },
    format: { type: 'string', description: 'pretty or json', default: 'pretty' },
    end: { type: 'boolean', description: 'End this call: a running server does it' },
    transfer: {
      type: 'string',
      description: 'Hand this call over to a destination, by name',
      valueHint: 'DESTINATION',
    },
    campaigns: { type: 'boolean', description: 'Lists campaigns instead, as a running server knows them' },
    campaign: { type: 'string', description: 'How far this campaign is', valueHint: 'NAME' },
    pause: { type: 'boolean', description: 'Of a campaign: nobody new is called' },
    resume: { type: 'boolean', description: 'Of a campaign: it goes on' },
    cancel: { type: 'boolean', description: 'Of a campaign: whoever waits is not called any more' },
    server: {
      type: 'string',
      description: 'The server that is told; default: HOST and PORT. CALLCHART_API_TOKEN opens it',
      valueHint: 'URL',
    },
  },
  /** 0 done, 1 the call is over or cannot be told, 2 could not run. */
  async run({ args }) {
    const limit = Number(args.limit)
    const order: Order | null =
      args.end === true ? 'end' : args.transfer === undefined ? null : { transfer: args.transfer }
    try {
      if (args.format !== 'pretty' && args.format !== 'json')
        throw new ProjectError(`There is no format "${args.format}": write pretty or json.`)
      if (!Number.isSafeInteger(limit) || limit < 1)
        throw new ProjectError(`--limit wants a whole number from 1, not "${args.limit}".`)
      const ofCampaign = campaignOrders.filter((name) => args[name] === true)
      if (args.campaigns === true || args.campaign !== undefined || ofCampaign.length > 0) {
        if (ofCampaign.length > 1)
          throw new ProjectError(`Write one of ${campaignOrders.map((one) => `--${one}`).join(', ')}.`)
        if (ofCampaign.length === 1 && args.campaign === undefined)
          throw new ProjectError(`Name the campaign: callchart calls --campaign july --${ofCampaign[0]}`)
        return await campaignOrder(args.campaign ?? '', ofCampaign[0] ?? null, args.format, args.server)
      }
      if (order !== null) {
        if (args.call === undefined) throw new ProjectError('Name the call: callchart calls CALL --end')
        return await orderCall(args.call, order, args.server)
      }
      const { call, live } = args
      const found = await withStore(async (store): Promise<readonly StoredCall[]> => {
        if (call === undefined) return store.list(live === true ? { live, limit } : { limit })
        const one = (await store.read(call)) ?? (await store.read((await store.findByLine(call)) ?? ''))
        if (one === null) throw new ProjectError(`There is no call "${call}" in the store.`)
        return [one]
      })
      console.log(args.format === 'json' ? JSON.stringify({ version: 1, calls: found.map(plain) }) : draw(found))
      return 0
    } catch (error) {
      if (!(error instanceof ProjectError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

const campaignOrders = ['pause', 'resume', 'cancel'] as const

/** Where a call is: no numbers, and nothing that was said. */
function plain({ callId, flow, bundle, direction, startedAt, live, owner, snapshot }: StoredCall) {
  return {
    callId,
    flow,
    bundle,
    direction,
    startedAt: new Date(startedAt).toISOString(),
    live,
    owner: live ? owner : null,
    state: snapshot === null ? null : statePath(snapshot.value),
    outcome: snapshot?.context.outcome ?? null,
    steps: snapshot?.seq ?? 0,
    ms: snapshot === null ? 0 : snapshot.context.now - startedAt,
  }
}

function draw(calls: readonly StoredCall[]): string {
  if (calls.length === 0) return 'There is no call.'
  return calls
    .map(plain)
    .map(({ callId, flow, startedAt, live, state, outcome, steps, ms }) => {
      const where = live ? `in ${state ?? 'its first moment'}` : `ended: ${outcome ?? 'lost'}`
      return `${startedAt.slice(0, 19).replace('T', ' ')}  ${clock(ms).padStart(7)}  ${callId}  ${flow}  ${where}  (${steps} steps)`
    })
    .join('\n')
}
