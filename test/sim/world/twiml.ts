/** One instruction of TwiML, as much of it as our server writes. */
export type Verb =
  | { readonly verb: 'connect'; readonly action: string; readonly parameters: Readonly<Record<string, string>> }
  | { readonly verb: 'redirect'; readonly to: string }
  | { readonly verb: 'hangup' }
  | { readonly verb: 'pause'; readonly ms: number }
  | { readonly verb: 'say'; readonly text: string }
  | { readonly verb: 'dial'; readonly action: string | null; readonly room: string | null }

/** Reads TwiML. Throws on what our server never writes. */
export function readTwiml(text: string): readonly Verb[] {
  const verbs: Verb[] = []
  for (const [, name = '', attributes = '', isEmpty, body = ''] of text.matchAll(
    /<(Connect|Redirect|Hangup|Pause|Say|Dial)\b([^>]*?)(?:(\/)>|>([\s\S]*?)<\/\1>)/g,
  )) {
    const inside = isEmpty === '/' ? '' : body
    switch (name) {
      case 'Connect': {
        const parameters: Record<string, string> = {}
        for (const [, given = ''] of inside.matchAll(/<Parameter\b([^>]*)\/>/g))
          parameters[attribute(given, 'name')] = attribute(given, 'value')
        verbs.push({ verb: 'connect', action: pathOf(attribute(attributes, 'action')), parameters })
        break
      }
      case 'Redirect':
        verbs.push({ verb: 'redirect', to: pathOf(inside.trim()) })
        break
      case 'Hangup':
        verbs.push({ verb: 'hangup' })
        break
      case 'Pause':
        verbs.push({ verb: 'pause', ms: Number(attribute(attributes, 'length') || '1') * 1000 })
        break
      case 'Say':
        verbs.push({ verb: 'say', text: inside })
        break
      default: {
        const action = attribute(attributes, 'action')
        const room = /<Conference\b[^>]*>([^<]*)<\/Conference>/.exec(inside)?.[1] ?? null
        verbs.push({ verb: 'dial', action: action === '' ? null : pathOf(action), room })
      }
    }
  }
  return verbs
}

function attribute(text: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1] ?? ''
}

function pathOf(address: string): string {
  return address.replace(/^https?:\/\/[^/]+/, '')
}
