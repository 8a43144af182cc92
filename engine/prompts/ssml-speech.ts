import { lexiconOf } from '../answers/lexicon.ts'
import { speak } from '../answers/speak.ts'
import { spokenForm, stretchesOf, type Stretch } from './spoken-form.ts'
import { breakMs, readSsml, type SsmlNode } from './ssml.ts'

/** Words for a voice that reads no SSML, or silence. */
export type SpeechPart = { readonly stretches: readonly Stretch[] } | { readonly pauseMs: number }

/** Before and after a paragraph and a sentence. */
const pauses: Readonly<Record<string, number>> = { p: 400, s: 200 }

/**
 * What a prompt in SSML says, as words: for logs, for what was heard, and for voices that read text only. Values stay as
 * they are written; an alias and tags are not there.
 */
export function ssmlText(ssml: string): string {
  return writtenOf(ssmlParts(ssml, noLanguage))
}

/** Without a table, text is said as it is written. */
const noLanguage = 'zxx'

function writtenOf(parts: readonly SpeechPart[]): string {
  return parts
    .map((part) => ('stretches' in part ? part.stretches.map(({ written }) => written).join('') : ''))
    .join('')
    .trimEnd()
}

/**
 * The same in parts, in order, for a voice that reads text only: words with the pauses between them. `say-as` and `sub`
 * are followed, `emphasis`, `prosody`, `phoneme` and `lang` are not. What was written, joined and without a space at its
 * end, is `ssmlText`.
 */
export function ssmlParts(ssml: string, language: string): SpeechPart[] {
  const parts: SpeechPart[] = []
  let endsInSpace = true
  const say = (stretches: readonly Stretch[]): void => {
    if (stretches.length === 0) return
    endsInSpace = stretches.at(-1)?.written.endsWith(' ') ?? endsInSpace
    const last = parts.at(-1)
    if (last !== undefined && 'stretches' in last)
      parts[parts.length - 1] = { stretches: [...last.stretches, ...stretches] }
    else parts.push({ stretches })
  }
  const space = (): void => {
    if (!endsInSpace) say([{ written: ' ', said: ' ' }])
  }
  const rest = (pauseMs: number): void => {
    if (pauseMs <= 0) return
    space()
    const last = parts.at(-1)
    if (last !== undefined && 'pauseMs' in last) parts[parts.length - 1] = { pauseMs: Math.max(last.pauseMs, pauseMs) }
    else parts.push({ pauseMs })
  }
  const visit = (node: SsmlNode | string): void => {
    if (typeof node === 'string') {
      const words = node.replace(/\s+/gu, ' ')
      return say(stretchesOf(endsInSpace ? words.trimStart() : words, language))
    }
    const { tag, attributes, children } = node
    if (tag === 'break') return rest(breakMs(attributes) ?? 400)
    if (tag === 'sub' || tag === 'say-as') {
      const written = wordsOf(node).replace(/\s+/gu, ' ').trim()
      const alias = tag === 'sub' ? attributes['alias'] : undefined
      const said =
        language === noLanguage ? written : (alias ?? interpreted(written, attributes['interpret-as'], language))
      return written === '' ? undefined : say([{ written, said }])
    }
    if (parts.length > 0) rest(pauses[tag] ?? 0)
    for (const child of children) visit(child)
    rest(pauses[tag] ?? 0)
  }
  visit(readSsml(ssml).root)
  // Nobody waits for what does not come.
  const last = parts.at(-1)
  if (last !== undefined && 'pauseMs' in last) parts.pop()
  const words = parts.at(-1)
  if (words !== undefined && 'stretches' in words && words.stretches.at(-1)?.written === ' ')
    parts[parts.length - 1] = { stretches: words.stretches.slice(0, -1) }
  return parts
}

function wordsOf(node: SsmlNode | string): string {
  return typeof node === 'string' ? node : node.children.map(wordsOf).join('')
}

function interpreted(text: string, as: string | undefined, language: string): string {
  const context = { language, timezone: 'UTC', nowMs: 0 }
  const value = text.trim()
  switch (as) {
    case 'digits':
      return speak('digits', value, [], context)
    case 'characters':
    case 'spell-out':
      return speak('spell', value, [], context)
    case 'telephone':
      return speak('phone', value, [], context)
    case 'cardinal':
    case 'number':
      return speak('number', value, [], context)
    case 'ordinal':
      return lexiconOf(language).table.ordinals[Number(value)]?.split(' ')[0] ?? value
    case 'date':
    case 'time':
      return /^\d{4}-|^\d\d:/u.test(value) ? speak(as, value, [], context) : spokenForm(value, language)
    default:
      return spokenForm(value, language)
  }
}
