import type { IncomingMessage } from 'node:http'

/** An error of the API's is some hundred bytes; a proxy's page is not read to its end. */
const mostBytes = 16_384

/**
 * The code in the body of an answer that refuses: "insufficient_quota". Null where it has none, or none that may be told on. Never
 * rejects.
 */
export async function refusalCode(response: IncomingMessage): Promise<string | null> {
  try {
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk)
      if (text.length > mostBytes) return null
    }
    const { error } = JSON.parse(text) as {
      readonly error?: { readonly code?: unknown; readonly type?: unknown } | null
    }
    const code = [error?.code, error?.type].find((one) => typeof one === 'string' && /^[a-z_]{1,60}$/u.test(one))
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}
