/** An element of SSML with what is in it. Text is without entities. */
export interface SsmlNode {
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (SsmlNode | string)[]
}

/** What is wrong with a prompt's SSML, and where: offsets in its text. */
export interface SsmlFault {
  readonly message: string
  readonly advice?: string
  readonly start: number
  readonly end: number
}

export interface ReadSsml {
  /** What could be read, whatever the faults: never loses a word. */
  readonly root: SsmlNode
  readonly faults: readonly SsmlFault[]
}

/** What the tags may have. The subset that every large voice knows and that no caller's value can misuse. */
const tags: Readonly<Record<string, readonly string[]>> = {
  speak: ['version', 'xmlns', 'xml:lang'],
  p: [],
  s: [],
  break: ['time', 'strength'],
  'say-as': ['interpret-as', 'format', 'detail'],
  sub: ['alias'],
  emphasis: ['level'],
  prosody: ['rate', 'pitch', 'volume'],
  phoneme: ['alphabet', 'ph'],
  lang: ['xml:lang'],
}

/** A tag without one of these says nothing. */
const needed: Readonly<Record<string, string>> = {
  'say-as': 'interpret-as',
  sub: 'alias',
  phoneme: 'ph',
  lang: 'xml:lang',
}

const interpretations: readonly string[] = [
  'digits',
  'characters',
  'spell-out',
  'telephone',
  'cardinal',
  'number',
  'ordinal',
  'date',
  'time',
  'currency',
]
/** Milliseconds. A longer pause is a dead line. */
const longestBreakMs = 5000
const deepest = 12
const mostCharacters = 20_000

const token =
  /<!--[\s\S]{0,2000}?-->|<(\/?)([a-z][\w:-]{0,40})((?:\s+[\w:-]{1,40}\s?=\s?(?:"[^"<]{0,500}"|'[^'<]{0,500}'))*)\s?(\/?)>|[<>]|&(?:(amp|lt|gt|quot|apos)|#(\d{1,6})|#x([\da-f]{1,6}));|&/giu
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

type Draft = {
  tag: string
  attributes: Record<string, string>
  children: (Draft | string)[]
  start: number
  end: number
}

/**
 * Reads the safe subset of SSML: `speak p s break say-as sub emphasis prosody phoneme lang`. Everything else is a fault
 * with its place; text stays text. `{{ … }}` is text. Never throws; linear.
 */
export function readSsml(text: string): ReadSsml {
  const root: Draft = { tag: 'speak', attributes: {}, children: [], start: 0, end: 0 }
  const faults: SsmlFault[] = []
  const open: Draft[] = [root]
  const fault = (message: string, start: number, end: number, advice?: string): void =>
    void faults.push({ message, start, end, ...(advice === undefined ? {} : { advice }) })
  if (text.length > mostCharacters) {
    fault(`This prompt has ${text.length} characters; nobody listens to more than ${mostCharacters}.`, 0, text.length)
    return { root: { ...root, children: [text] }, faults }
  }
  const add = (words: string): void => {
    const { children } = open.at(-1) ?? root
    const last = children.at(-1)
    if (typeof last === 'string') children[children.length - 1] = last + words
    else if (words !== '') children.push(words)
  }
  let at = 0
  for (const match of text.matchAll(token)) {
    const [found, closing = '', name, written = '', empty = '', entity, decimal, hex] = match
    const start = match.index
    const end = start + found.length
    add(text.slice(at, start))
    at = end
    if (found.startsWith('<!--')) continue
    if (found.startsWith('&')) {
      const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : null
      if (entity !== undefined) add(entities[entity.toLowerCase()] ?? '')
      else if (code !== null && code > 31 && code < 0x110000 && (code < 0xd800 || code > 0xdfff))
        add(String.fromCodePoint(code))
      else {
        add('&')
        fault('A bare "&" has a meaning of its own in SSML.', start, end, 'Write "&amp;", or the word for it.')
      }
      continue
    }
    if (name === undefined) {
      add(found)
      if (found === '<')
        fault('This "<" begins no tag.', start, end, 'Write "&lt;", or close the tag and quote its attributes.')
      continue
    }
    const tag = name.toLowerCase()
    if (!Object.hasOwn(tags, tag)) {
      const known = Object.keys(tags).join(', ')
      fault(
        `There is no SSML tag "${name}" here.`,
        start,
        end,
        `There are: ${known}. Its words are said; the tag is not.`,
      )
      continue
    }
    if (closing !== '') {
      const depth = open.findLastIndex((one) => one.tag === tag)
      if (depth <= 0) fault(`"</${tag}>" closes nothing.`, start, end, `Remove it, or open it with "<${tag}>".`)
      for (let i = open.length - 1; i >= Math.max(1, depth); i--) {
        if (depth <= 0) break
        const { tag: inner, start: from, end: to } = open.pop()!
        if (i > depth)
          fault(`"<${inner}>" is not closed before "</${tag}>".`, from, to, `Write "</${inner}>" before it.`)
      }
      continue
    }
    const attributes = readAttributes(written)
    checkAttributes(tag, attributes, start, end, fault)
    if (tag === 'speak') {
      if (open.length > 1 || (start > 0 && text.slice(0, start).trim() !== ''))
        fault('"<speak>" stands around the whole prompt.', start, end, 'Remove it, or put it first.')
      else open.push(root)
      continue
    }
    const node: Draft = { tag, attributes, children: [], start, end }
    const { children } = open.at(-1) ?? root
    children.push(node)
    if (empty !== '' || tag === 'break') continue
    if (open.length > deepest) fault(`Tags stand in each other more than ${deepest} deep.`, start, end)
    else open.push(node)
  }
  add(text.slice(at))
  for (const { tag, start, end } of open.slice(1))
    fault(
      `"<${tag}>" is not closed.`,
      start,
      Math.max(end, start + tag.length + 2),
      `Write "</${tag}>" after its words.`,
    )
  return { root, faults }
}

/** What is wrong with a prompt's SSML; none where all is well. */
export function checkSsml(text: string): readonly SsmlFault[] {
  return readSsml(text).faults
}

/** A value that is put into SSML: its signs are words, never tags. */
export function escapeSsml(value: string): string {
  return value.replace(/[&<>"']/gu, (sign) => `&${Object.keys(entities).find((name) => entities[name] === sign)};`)
}

function readAttributes(written: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name = '', double, single] of written.matchAll(/([\w:-]+)\s?=\s?(?:"([^"]*)"|'([^']*)')/gu))
    attributes[name.toLowerCase()] = double ?? single ?? ''
  return attributes
}

function checkAttributes(
  tag: string,
  attributes: Readonly<Record<string, string>>,
  start: number,
  end: number,
  fault: (message: string, start: number, end: number, advice?: string) => void,
): void {
  const known = tags[tag] ?? []
  for (const name of Object.keys(attributes))
    if (!known.includes(name))
      fault(
        `"<${tag}>" has no "${name}".`,
        start,
        end,
        known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`,
      )
  const must = needed[tag]
  if (must !== undefined && attributes[must] === undefined)
    fault(`"<${tag}>" needs "${must}".`, start, end, `Write <${tag} ${must}="…">.`)
  const as = attributes['interpret-as']
  if (tag === 'say-as' && as !== undefined && !interpretations.includes(as))
    fault(`Nothing is said as "${as}".`, start, end, `There are: ${interpretations.join(', ')}.`)
  const { time } = attributes
  if (tag === 'break' && time !== undefined && breakMs(attributes) === null)
    fault(
      `"${time}" is no length of a pause.`,
      start,
      end,
      `Write "300ms" or "1s", at most ${longestBreakMs / 1000} s.`,
    )
}

const strengths: Readonly<Record<string, number>> = {
  none: 0,
  'x-weak': 100,
  weak: 200,
  medium: 400,
  strong: 700,
  'x-strong': 1200,
}

/** How long a `break` lasts; null where its time is no time, or longer than 5 s. */
export function breakMs({ time, strength }: Readonly<Record<string, string>>): number | null {
  if (time === undefined) return strengths[strength ?? 'medium'] ?? 400
  const [, amount, unit] = /^(\d{1,5}(?:\.\d{1,3})?)(ms|s)$/u.exec(time.trim()) ?? []
  if (amount === undefined) return null
  const ms = Number(amount) * (unit === 's' ? 1000 : 1)
  return ms <= longestBreakMs ? ms : null
}
