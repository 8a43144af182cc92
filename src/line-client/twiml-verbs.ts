/** What a line is told to do, as far as a caller who speaks to a stream needs it. */
export type Verb =
  | {
      readonly verb: 'stream'
      readonly url: string
      readonly parameters: Readonly<Record<string, string>>
      /** Asked when the stream is over. */
      readonly action: string | null
    }
  | { readonly verb: 'redirect'; readonly url: string }
  | { readonly verb: 'pause'; readonly ms: number }
  | { readonly verb: 'say'; readonly text: string }
  | { readonly verb: 'hangup' }
  /** Somebody else is rung, which nobody plays here. */
  | { readonly verb: 'dial' }

/** Reads the TwiML that our own server answers. Not for others': it knows no comments and no CDATA. */
export function verbsOf(twiml: string): readonly Verb[] {
  const verbs: Verb[] = []
  const whole = /<(Connect|Redirect|Pause|Say|Hangup|Dial)\b([^>]*?)(?:\/>|>([^]*?)<\/\1>)/g
  for (const [, name, attributes = '', inside = ''] of twiml.matchAll(whole)) {
    const own = attributesOf(attributes)
    switch (name) {
      case 'Connect': {
        const stream = attributesOf(/<Stream\b([^>]*)>/.exec(inside)?.[1] ?? '')
        const parameters = [...inside.matchAll(/<Parameter\b([^>]*?)\/?>/g)].map(([, text = '']) => attributesOf(text))
        verbs.push({
          verb: 'stream',
          url: stream['url'] ?? '',
          action: own['action'] ?? null,
          parameters: Object.fromEntries(parameters.map((one) => [one['name'] ?? '', one['value'] ?? ''])),
        })
        break
      }
      case 'Redirect':
        verbs.push({ verb: 'redirect', url: unescaped(inside.trim()) })
        break
      case 'Pause':
        verbs.push({ verb: 'pause', ms: Number(own['length'] ?? 1) * 1000 })
        break
      case 'Say':
        verbs.push({ verb: 'say', text: unescaped(inside) })
        break
      default:
        verbs.push({ verb: name === 'Hangup' ? 'hangup' : 'dial' })
    }
  }
  return verbs
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, unescaped(value)]),
  )
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&')
}
