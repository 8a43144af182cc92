import { Type } from 'typebox'
import { defineTool } from '../../src/tools/define-tool.ts'
import { ToolError } from '../../src/tools/tool.ts'
import { recordsOf } from '../records.ts'
import { findAccount } from './accounts.ts'
import { authorise } from './card-gateway.ts'

const AccountNumber = Type.String({ pattern: '^\\d{10}$' })
const Pounds = Type.Number({ minimum: 0.01, maximum: 10_000 })

/** A payment as it is kept: of the card only what may be kept. */
interface Payment {
  readonly reference: string
  readonly account: string
  readonly amount: number
  readonly lastFour: string
}
const payments = recordsOf<Payment>('bill-payments')

export const findAccountTool = defineTool({
  name: 'find_account',
  description: 'What is owed on an account, told only to somebody who knows its postcode.',
  effect: 'read',
  input: Type.Object({ account: AccountNumber, postcode: Type.String() }),
  output: Type.Object({ owed: Type.Number({ description: 'pounds; 0 where nothing is owed' }) }),
  errors: ['not_found'],
  async handler({ account, postcode }) {
    const found = findAccount(account, postcode)
    if (found === undefined) throw new ToolError('not_found', 'No account has this number and this postcode.')
    const paid = (await payments.all()).filter((payment) => payment.account === account)
    const owed = paid.reduce((rest, payment) => rest - payment.amount, found.owed)
    return { owed: Math.max(0, Math.round(owed * 100) / 100) }
  },
})

export const takePayment = defineTool({
  name: 'take_payment',
  description: 'Charges a card, once for its key, and pays it into the account.',
  effect: 'write',
  input: Type.Object({
    account: AccountNumber,
    amount: Pounds,
    card: Type.String({ pattern: '^\\d{13,19}$' }),
    expiry: Type.String({ pattern: '^\\d{4}$', description: 'MMYY' }),
    security_code: Type.String({ pattern: '^\\d{3,4}$' }),
  }),
  output: Type.Object({ reference: Type.String() }),
  errors: ['declined', 'expired'],
  async handler({ account, amount, card, expiry, security_code }, { idempotencyKey }) {
    const { reference } = await payments.keepOnce(idempotencyKey, async () => {
      const authorisation = authorise({ card, expiry, securityCode: security_code, amount })
      if (!authorisation.ok) throw new ToolError(authorisation.why, 'The bank refused the card.')
      const count = (await payments.all()).length
      return { reference: `W${5000 + count}`, account, amount, lastFour: card.slice(-4) }
    })
    return { reference }
  },
  /** After a crash: a payment that is on record was taken. */
  async reconcile(key) {
    const payment = await payments.find(key)
    return payment === null ? null : { reference: payment.reference }
  },
})
