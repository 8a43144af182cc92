import { nearest } from './nearest.ts'

/** What people who know other tools write, and the word for it here. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  if: ['when'],
  condition: ['when'],
  then: ['to', 'next'],
  goto: ['to', 'next'],
  target: ['to', 'next'],
  to: ['next'],
  next: ['to'],
  otherwise: ['else'],
  default: ['else'],
  question: ['prompt'],
  message: ['say', 'text'],
  text: ['say', 'prompt'],
  speak: ['say'],
  ask: ['gather', 'prompt'],
  slot: ['gather', 'slots'],
  choices: ['options'],
  values: ['options'],
  input: ['with', 'inputs'],
  args: ['with'],
  arguments: ['with'],
  parameters: ['with'],
  output: ['save'],
  store: ['save'],
  result: ['save'],
  errors: ['outcomes'],
  on_error: ['outcomes'],
  retries: ['retry'],
  hangup: ['end'],
  goodbye: ['end'],
  required: [],
  locale: ['language'],
  lang: ['language'],
  name: ['flow'],
  id: ['flow'],
  initial: ['start'],
  synonyms: ['examples'],
  regex: ['check'],
}

/** The key that was probably meant: misspelt, or another tool's word for it; null where nothing is near. */
export function meantKey(key: string, known: readonly string[]): string | null {
  const words = Object.hasOwn(otherWords, key) ? (otherWords[key] ?? []) : []
  return words.find((word) => known.includes(word)) ?? nearest(key, known)
}
