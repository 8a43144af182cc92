import { fold } from '../answers/fold.ts'
import { requestWordsOf, type RequestWords } from './request-words.ts'

/** Nobody asks for more at once; what is left stays in the last one. */
const most = 4

/**
 * The requests in an utterance, in the order they were made: "cancel my booking and send me the address" is two. Cuts only
 * where a whole request stands on both sides, so an answer ("two adults and a child"), one wish in two words ("cancel and
 * rebook") and a request that means nothing alone ("… and send it to me") stay whole. The utterance itself, trimmed, where
 * there is one; nothing for nothing. The parts are as they were said, without what joined them. With `anything` the first
 * part may be an answer: "four people and do you have parking".
 */
export function splitRequests(
  utterance: string,
  language: string,
  first: 'request' | 'anything' = 'request',
): string[] {
  const whole = utterance.trim()
  if (whole === '') return []
  const table = requestWordsOf(language)
  if (table === null) return [whole]
  const words = whole.split(/\s+/u)
  const plain = words.map((word) =>
    fold(word)
      .replace(/['’]/gu, '')
      .replace(/-/gu, ' ')
      .replace(/[^\p{L}\p{N} ]/gu, ''),
  )
  const parts: string[] = []
  let from = 0
  for (let at = 1; at < words.length && parts.length < most - 1;) {
    const joint = jointAt(plain, words, at, table)
    const isWhole = (first === 'anything' && parts.length === 0) || isRequest(plain, from, at, table)
    if (joint !== null && isWhole && standsAlone(plain, joint, table)) {
      parts.push(clean(words.slice(from, at)))
      from = joint
      at = joint + 1
    } else at += 1
  }
  parts.push(clean(words.slice(from)))
  return parts.filter((part) => part !== '')
}

/** Where the next request would begin; null where nothing joins here. */
function jointAt(plain: readonly string[], words: readonly string[], at: number, table: RequestWords): number | null {
  const after = startsWith(plain, at, table.joints)
  if (after > 0) return at + after
  // A full stop joins, too, where a recogniser writes them.
  return /[.;?!]$/u.test(words[at - 1] ?? '') ? at : null
}

/** How many words of the longest phrase that stands here; 0 for none. */
function startsWith(plain: readonly string[], at: number, phrases: readonly string[]): number {
  for (const phrase of phrases) {
    const parts = phrase.split(' ')
    if (parts.every((part, i) => plain[at + i] === part)) return parts.length
  }
  return 0
}

function standsAlone(plain: readonly string[], from: number, table: RequestWords): boolean {
  const end = nextJoint(plain, afterLeads(plain, from, table) + 1, table)
  if (!isRequest(plain, from, end, table)) return false
  for (let at = from + 1; at < end; at++) {
    const word = plain[at] ?? ''
    if (!table.pronouns.has(word) && !table.verbs.has(word)) return true
  }
  return false
}

function nextJoint(plain: readonly string[], from: number, table: RequestWords): number {
  for (let at = from; at < plain.length; at++) if (startsWith(plain, at, table.joints) > 0) return at
  return plain.length
}

function afterLeads(plain: readonly string[], from: number, table: RequestWords): number {
  let at = from
  for (let lead = startsWith(plain, at, table.leads); lead > 0; lead = startsWith(plain, at, table.leads)) at += lead
  return at
}

/** Whether the words from `from` to `to` are a verb of asking with what it is asked for, or a question. */
function isRequest(plain: readonly string[], from: number, to: number, table: RequestWords): boolean {
  const at = afterLeads(plain, from, table)
  const length = to - at
  if (length < 2 || table.idle.has(plain[at] ?? '')) return false
  if (startsWith(plain, from, table.questions) > 0) return to - from > 2
  if (table.verbs.has(plain[at] ?? '')) return true
  return table.verbLast && table.verbs.has(plain[to - 1] ?? '') && (at > from || length >= 3)
}

function clean(words: readonly string[]): string {
  return words.join(' ').replace(/[\s,;.]+$/u, '')
}
