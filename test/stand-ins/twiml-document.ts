/** An element of TwiML. */
export interface TwimlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly TwimlElement[]
  /** Its own text, trimmed. */
  readonly text: string
}

/** Reads TwiML as Twilio does: one `<Response>`, well-formed. Throws where it is not (Twilio's error 12100). */
export function parseTwiml(xml: string): TwimlElement {
  const tokens = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy
  const root = { name: '', attributes: {}, children: [] as TwimlElement[], text: '' }
  const open = [root]
  let end = 0
  for (let token = tokens.exec(xml); token !== null; token = tokens.exec(xml)) {
    end = tokens.lastIndex
    const [, closing, name, attributes = '', selfClosing, text] = token
    const top = open.at(-1) ?? root
    if (text !== undefined) top.text += decode(text)
    if (name === undefined) continue
    if (closing === '/') {
      if (open.length === 1 || top.name !== name) throw new Error(`TwiML: </${name}> closes nothing`)
      top.text = top.text.trim()
      open.pop()
      continue
    }
    const element = { name, attributes: readAttributes(attributes), children: [] as TwimlElement[], text: '' }
    top.children.push(element)
    if (selfClosing !== '/') open.push(element)
  }
  const [response] = root.children
  if (end !== xml.length || open.length !== 1 || root.children.length !== 1 || response?.name !== 'Response') {
    throw new Error('TwiML: not a well-formed <Response>')
  }
  return response
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) attributes[name!] = decode(value!)
  return attributes
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name: string | undefined) => {
    if (name !== undefined) return entities[name] ?? whole
    return String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16))
  })
}
