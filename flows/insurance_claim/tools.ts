import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { recordsOf } from '../records.ts'
import { findPolicy } from './policies.ts'

const PolicyNumber = Type.String({ pattern: '^[A-Z]{2}\\d{6}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' })
const Moment = Type.String({ description: 'ISO 8601 with an offset' })

interface Claim {
  readonly claim: string
  readonly policy: string
  readonly happened: string
  readonly kind: string
  readonly plate: string
  readonly place: string
  readonly damages: readonly string[]
}
const claims = recordsOf<Claim>('motor-claims')

interface Recovery {
  readonly plate: string
  readonly minutes: number
}
const recoveries = recordsOf<Recovery>('recoveries')

export const checkPolicy = defineTool({
  name: 'check_policy',
  description: 'Whether a policy covers a day, told only to somebody who knows the date of birth of its holder.',
  effect: 'read',
  input: Type.Object({ policy: PolicyNumber, born: Day, happened: Moment }),
  output: Type.Object({}),
  errors: ['not_found', 'not_covered'],
  handler({ policy, born, happened }) {
    const found = findPolicy(policy, born)
    if (found === undefined) throw new ToolError('not_found', 'No policy has this number and date of birth.')
    if (happened.slice(0, 10) > found.until) throw new ToolError('not_covered', 'The policy had ended by then.')
    return {}
  },
})

export const openClaim = defineTool({
  name: 'open_claim',
  description: 'Opens a claim.',
  effect: 'write',
  input: Type.Object({
    policy: PolicyNumber,
    happened: Moment,
    kind: Type.Enum(['collision', 'theft', 'weather', 'vandalism']),
    plate: Type.String(),
    place: Type.String(),
    damages: Type.Array(Type.String(), { maxItems: 6 }),
  }),
  output: Type.Object({ claim: Type.String() }),
  errors: ['already_open'],
  async handler(input, { idempotencyKey }) {
    const { claim } = await claims.keepOnce(idempotencyKey, async () => {
      const others = await claims.all()
      if (others.some(({ policy, happened }) => policy === input.policy && happened === input.happened))
        throw new ToolError('already_open', 'There is a claim for this policy and this moment.')
      return { claim: `C${8100 + others.length}`, ...input }
    })
    return { claim }
  },
  async reconcile(key) {
    const opened = await claims.find(key)
    return opened === null ? null : { claim: opened.claim }
  },
})

export const sendRecovery = defineTool({
  name: 'send_recovery',
  description: 'Sends a truck for a vehicle that cannot be driven.',
  effect: 'write',
  input: Type.Object({ plate: Type.String(), place: Type.String() }),
  output: Type.Object({ minutes: Type.Integer({ description: 'until the truck is there' }) }),
  async handler({ plate }, { idempotencyKey }) {
    // Each truck that is out already makes the next one a quarter of an hour later.
    const { minutes } = await recoveries.keepOnce(idempotencyKey, async () => ({
      plate,
      minutes: 45 + 15 * (await recoveries.all()).length,
    }))
    return { minutes }
  },
  async reconcile(key) {
    const sent = await recoveries.find(key)
    return sent === null ? null : { minutes: sent.minutes }
  },
})
