import { plainText } from '../language/plain-text.ts'

/** Something that happened in a rehearsed call, for people. `at` is milliseconds since the call began. */
export type Note = { readonly at: number } & (
  | { readonly kind: 'agent'; readonly text: string; readonly state: string }
  /** What was being said was cut off; this was heard of it. */
  | { readonly kind: 'cut'; readonly heard: string }
  | { readonly kind: 'caller'; readonly text: string }
  /** The states that were entered, the last one being where the call is, and why. */
  | {
      readonly kind: 'moved'
      readonly from: string
      readonly through: readonly string[]
      readonly why: readonly string[]
    }
  /** Nothing moved to another state, and this is why it went on as it did. */
  | { readonly kind: 'stayed'; readonly state: string; readonly why: readonly string[] }
  /** Tools, decisions, transfers, the line. */
  | { readonly kind: 'world'; readonly text: string }
)

/** A note as one line for a terminal: `0:12.4  agent   What day?  [when]`. */
export function drawNote(note: Note): string {
  const [who, text] = columns(note)
  return `${clock(note.at)}  ${who.padEnd(6)}  ${plainText(text).replaceAll('\n', ' ')}`
}

function columns(note: Note): readonly [string, string] {
  switch (note.kind) {
    case 'agent':
      return ['agent', `${note.text}  [${note.state}]`]
    case 'cut':
      return ['', note.heard === '' ? '(cut off before a word of it was heard)' : `(cut off after "${note.heard}")`]
    case 'caller':
      return ['caller', note.text]
    case 'moved':
      return ['', `${note.from} → ${note.through.join(' → ')}: ${reasons(note.why)}`]
    case 'stayed':
      return ['', `stays in ${note.state}: ${reasons(note.why)}`]
    default:
      return ['', note.text]
  }
}

function reasons(why: readonly string[]): string {
  return why.join(', ')
}

/** Minutes, seconds and tenths. */
export function clock(ms: number): string {
  const tenths = Math.floor(ms / 100)
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`
}
