/** A text message, as Twilio took it. */
export interface SentMessage {
  readonly to: string
  readonly from: string
  readonly text: string
}

const known = new Set(['To', 'From', 'Body', 'StatusCallback'])

/** What Twilio says to a form that it does not take: its error code and words; null where it takes it. */
export function messageFaultOf(form: URLSearchParams): { readonly code: number; readonly message: string } | null {
  for (const name of form.keys()) if (!known.has(name)) return { code: 20001, message: `Unknown parameter ${name}` }
  if (!/^\+[1-9]\d{6,14}$/.test(form.get('To') ?? '')) return { code: 21211, message: "Invalid 'To' Phone Number" }
  if (form.get('From') === null) return { code: 21603, message: "A 'From' phone number is required" }
  const body = form.get('Body') ?? ''
  if (body === '') return { code: 21602, message: 'Message body is required' }
  return body.length > 1600 ? { code: 21617, message: 'The concatenated message body exceeds 1600 characters' } : null
}
