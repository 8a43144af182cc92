import { visit } from 'yaml'
import type { Document, YAMLError } from 'yaml'

interface YamlFault {
  readonly code: 'hash-is-comment' | 'yaml-syntax' | 'unquoted-template' | 'unquoted-not'
  readonly message: string
  readonly advice?: string
  readonly start: number
  readonly end: number
}

/** A fault of YAML's syntax in a designer's words, with what is usually meant. */
export function yamlFault(error: YAMLError, document: Document.Parsed, text: string): YamlFault {
  const [start, end] = error.pos
  const line = lineAt(text, start)
  const trap = trapOn(line)
  if (trap !== null) return trap
  const quote = openQuote(document, text, start)
  if (quote !== null) {
    const message = 'The quote that begins here is not closed where it should be.'
    return {
      code: 'yaml-syntax',
      message,
      advice: 'End the text with the quote it began with.',
      start: quote,
      end: quote + 1,
    }
  }
  const at = { code: 'yaml-syntax', start, end: Math.max(end, start + 1) } as const
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return {
        ...at,
        message: 'This line is indented with a tab.',
        advice: 'Indent with spaces: YAML allows no tabs there.',
      }
    case 'BAD_INDENT':
      if (/flow (map|sequence)/i.test(error.message)) {
        const hash = commentWithin(text, start)
        if (hash !== null) return hash
        return { ...at, message: 'A bracket or brace is not closed.', advice: 'Close it with "]" or "}".' }
      }
      return {
        ...at,
        message: 'This line is not indented like the lines it belongs to.',
        advice: 'Give every key of the same thing the same number of spaces.',
      }
    case 'BLOCK_IN_FLOW':
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      if (line.text.split(': ').length > 2) {
        return {
          ...at,
          message: 'A text with ": " in it must be quoted.',
          advice: 'Put the whole text in quotes: "…".',
        }
      }
      if (!/:(\s|$)/.test(line.text)) {
        return {
          ...at,
          message: 'This line is no "key: value".',
          advice: 'Write a key, a colon, a space and the value.',
        }
      }
      return {
        ...at,
        message: 'The next line is indented as if it belonged to this one, which has a value already.',
        advice: 'Give keys of the same thing the same number of spaces.',
      }
    case 'MISSING_CHAR':
      if (error.message.includes('quote'))
        return { ...at, message: 'A quote is not closed.', advice: 'End the text with the quote it began with.' }
      if (error.message.includes('map values') || error.message.includes('map value')) {
        return {
          ...at,
          message: 'A key without ":" after it.',
          advice: 'Write "key: value", with a space after the colon.',
        }
      }
      return { ...at, message: sentence(error.message) }
    case 'BAD_SCALAR_START':
      return {
        ...at,
        message: `A text may not begin with "${text[start] ?? ''}" unless it is quoted.`,
        advice: 'Put the text in quotes: "…".',
      }
    case 'BAD_DQ_ESCAPE':
      return {
        ...at,
        message: 'A "\\" in double quotes begins an escape that YAML does not know.',
        advice: 'Write "\\\\", or use single quotes: \'…\'.',
      }
    case 'RESOURCE_EXHAUSTION':
      return { ...at, message: 'The file is nested too deeply to be a flow.' }
    default:
      return { ...at, message: `This is not YAML: ${sentence(error.message)}` }
  }
}

function sentence(message: string): string {
  const first = message.split('\n', 1)[0] ?? ''
  return first.endsWith('.') ? first : `${first}.`
}

/** Where a quoted text begins that runs over lines which look like keys, up to the fault: its quote was forgotten. */
function openQuote(document: Document.Parsed, text: string, fault: number): number | null {
  let open: number | null = null
  visit(document, {
    Scalar(_, node) {
      const [start, end] = node.range ?? [0, 0]
      const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE'
      if (!quoted || start > fault || end < fault - 1) return
      const inside = text.slice(start, end)
      if (/\n\s*[\w-]+:(\s|$)/.test(inside) || !inside.endsWith(text[start] ?? '') || inside.length === 1) open = start
    },
  })
  return open
}

interface Line {
  readonly text: string
  readonly start: number
}

function lineAt(text: string, offset: number): Line {
  const start = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  return { text: text.slice(start, end < 0 ? undefined : end).slice(0, 1000), start }
}

/** A "#" within the line before the fault that took the closing bracket with it: "say: Press #1 now }". */
function commentWithin(text: string, fault: number): YamlFault | null {
  const before = text.slice(0, fault).trimEnd()
  const line = lineAt(text, Math.max(0, before.length - 1))
  const within = /^[^"'#]*[{[][^"'#]*\s(#.*[}\]]\s*)$/.exec(line.text)
  if (within?.[1] === undefined) return null
  const start = line.start + line.text.length - within[1].length
  return {
    code: 'hash-is-comment',
    message: 'YAML reads "#" and what follows it as a comment, and the bracket is not closed.',
    advice: 'Put the whole text in quotes.',
    start,
    end: start + within[1].trimEnd().length,
  }
}

/** What an unquoted "{{" or "!" does to YAML is reported as what it is, not as what the parser stumbled over later. */
function trapOn(line: Line): YamlFault | null {
  const template = /^[^"'#]*?[:,\-[{]\s+(?:[^"'\s#][^"'#]*?)?(\{\{.*?\}\})/.exec(line.text)
  if (template?.[1] !== undefined) {
    const start = line.start + line.text.indexOf(template[1])
    const message = 'Without quotes YAML reads "{{" as its own brace.'
    return {
      code: 'unquoted-template',
      message,
      advice: 'Put the whole text in quotes: "… {{ slots.name }} …".',
      start,
      end: start + template[1].length,
    }
  }
  const not = /\bwhen:\s+(![^\s,}]*)/.exec(line.text)
  if (not?.[1] === undefined) return null
  const start = line.start + not.index + not[0].length - not[1].length
  const message = 'Without quotes YAML reads "!" as a tag and drops what follows it.'
  return {
    code: 'unquoted-not',
    message,
    advice: 'Quote the expression: when: "!filled(slots.name)".',
    start,
    end: start + not[1].length,
  }
}
