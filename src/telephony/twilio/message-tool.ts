import { Type, type TObject, type TString } from 'typebox'
import { defineTool } from '../../tools/define-tool.ts'
import { ToolError, type Tool } from '../../tools/tool.ts'
import { LineError } from '../line.ts'

export interface MessageOptions {
  /** The sender, E.164 or a name that the account may use. */
  readonly from: string
  /** How the numbers begin that may get a message; all others are denied. The longest does not matter: one that fits is enough. */
  readonly to: readonly string[]
  /** Twilio's account; the server's own environment (`TWILIO_…`) unless told. */
  readonly account?: { readonly accountSid: string; readonly authToken: string; readonly apiBaseUrl?: string | null }
}

type MessageInput = TObject<{ to: TString; text: TString }>
type MessageOutput = TObject<{ id: TString }>

/**
 * The tool `send_message`: writes a text message by Twilio, once. Export it from the project's tools:
 *
 *     export const send_message = messageTool({ from: '+442079460000', to: ['+44'] })
 *
 * `denied` where nobody may be written to at that number, `refused` where Twilio refuses, `unavailable` where no account is
 * configured. Twilio has no key by which a message is one: where it does not answer, the flow hears `uncertain`, and
 * nothing is sent again.
 */
export function messageTool(options: MessageOptions): Tool<MessageInput, MessageOutput> {
  return defineTool({
    name: 'send_message',
    description: 'Sends a text message.',
    effect: 'write',
    input: Type.Object({
      to: Type.String({ pattern: '^\\+[1-9]\\d{6,14}$', description: 'Who gets it, E.164.' }),
      // Twilio's own bound.
      text: Type.String({ minLength: 1, maxLength: 1600, description: 'What it says.' }),
    }),
    output: Type.Object({ id: Type.String({ description: "Twilio's id of the message." }) }),
    errors: ['denied', 'refused', 'unavailable'],
    async handler({ to, text }) {
      if (!options.to.some((prefix) => to.startsWith(prefix)))
        throw new ToolError('denied', 'Numbers that begin like this get no messages. Add the prefix to messageTool.')
      // Loaded when the first message is sent: whoever imports the package does not pay for Twilio's.
      const { lineError, twilioClient } = await import('./client.ts')
      const client = twilioClient({ ...accountOf(options), publicUrl: '', restTimeoutMs })
      try {
        const { sid } = await client.messages.create({ to, from: options.from, body: text })
        return { id: sid }
      } catch (error) {
        const known = lineError(error)
        if (known instanceof LineError && known.code === 'refused') throw new ToolError('refused', known.message)
        throw known
      }
    },
  })
}

function accountOf({ account }: MessageOptions) {
  const { TWILIO_ACCOUNT_SID = '', TWILIO_AUTH_TOKEN = '', TWILIO_API_BASE_URL } = process.env
  const accountSid = account?.accountSid ?? TWILIO_ACCOUNT_SID
  const authToken = account?.authToken ?? TWILIO_AUTH_TOKEN.split(',')[0]?.trim() ?? ''
  if (accountSid === '' || authToken === '')
    throw new ToolError('unavailable', 'No Twilio account is configured: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN.')
  const apiBaseUrl = account === undefined ? TWILIO_API_BASE_URL || null : (account.apiBaseUrl ?? null)
  return { accountSid, authTokens: [authToken], apiBaseUrl }
}

/** A flow's tool has its own time-out; this only ends a request that nobody waits for. */
const restTimeoutMs = 10_000
