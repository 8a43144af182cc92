import { formsOf } from '../answers/spoken/forms-of.ts'
import type { Moment } from '../hearing/in-context.ts'
import { understand, understandKeys, type Understood } from '../hearing/understand.ts'
import type { Flow } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import type { Listen } from '../machine/effect.ts'
import { commandWords } from '../patterns/command-words.ts'
import { correctionsFor, keysFor, textsFor } from './sample-values.ts'

/** Something that a caller may do at a question, as a step of a test. */
export interface Saying {
  readonly step: { readonly says: string } | { readonly presses: string }
  /** The words, where there are any. */
  readonly text: string
}

/** Words that mean nothing to any flow. */
export const mumble = 'hmm la la'
/** Values of one slot, and words of written tests, that are tried at one question. */
const mostValues = 6
const mostHarvested = 10

/**
 * What a caller may say and press at a question: for every slot values of its type, whole, grown and half; every option;
 * all slots at once; every command, interrupt, question and correction that is heard there; and what nobody understands.
 * Of words that are read alike, one. `harvest` are words from elsewhere that may mean something here: those of written tests.
 */
export function sayingsAt(listen: Listen, flow: Flow, moment: Moment, harvest: readonly string[]): readonly Saying[] {
  const { language, slots, options, besides } = listen
  const saying = { language, timezone: listen.timezone ?? moment.timezone, nowMs: moment.nowMs }
  const heard = new Heard(listen, moment)
  const firsts: string[] = []
  for (const slot of slots) {
    const texts = textsFor(slot, flow, saying).slice(0, 2 * mostValues)
    const kept = texts.filter((text) => heard.adds(text)).slice(0, mostValues)
    if (kept[0] !== undefined) firsts.push(kept[0])
  }
  if (firsts.length > 1) {
    heard.adds(firsts.join(' '))
    heard.adds(firsts.toReversed().join(' '))
  }
  const no = formsOf(language).no
  if (slots.some(({ name }) => name === '$yes')) for (const text of firsts.slice(1)) heard.adds(`${no} ${text}`)
  for (const { examples } of Object.values(options)) heard.adds(examples[0] ?? '')
  for (const name of besides?.commands ?? []) heard.adds(commandWords(language)[name].examples[0] ?? '')
  for (const { examples } of Object.values(besides?.interrupts ?? {})) heard.adds(examples[0] ?? '')
  heard.adds(besides?.knowledge[0]?.questions[0] ?? '')
  for (const slot of besides?.filled ?? [])
    correctionsFor(slot, flow, saying).find((text) => heard.corrects(text, slot.name) && heard.adds(text))
  const written = harvest.filter((text) => heard.adds(text, mostHarvested))
  for (const text of [...firsts, ...written].slice(0, 2)) heard.adds(text.split(' ').slice(0, -1).join(' '))
  const keys = [...new Set(slots.flatMap((slot) => keysFor(slot, flow).slice(0, 4)))].filter((all) =>
    Object.values(understandKeys(all, listen, moment)).some(({ state }) => state !== 'none'),
  )
  return [
    ...heard.texts.map((text): Saying => ({ step: { says: text }, text })),
    { step: { says: mumble }, text: mumble },
    ...[...keys, ...(slots.length === 0 && Object.keys(options).length === 0 ? [] : ['0'])].map((all): Saying => ({
      step: { presses: all },
      text: '',
    })),
  ]
}

/** Words that are each read differently. */
class Heard {
  readonly texts: string[] = []
  readonly #listen: Listen
  readonly #moment: Moment
  readonly #readings = new Set<string>()
  #left = new Map<number, number>()

  constructor(listen: Listen, moment: Moment) {
    this.#listen = listen
    this.#moment = moment
  }

  /** Whether they were added: they mean something that nothing before them does. `most` are added of their kind. */
  adds(text: string, most = Infinity): boolean {
    const plain = text.trim()
    const added = this.#left.get(most) ?? 0
    if (plain === '' || added >= most) return false
    const meaning = meaningOf(this.#understand(plain))
    if (meaning === null || this.#readings.has(meaning)) return false
    this.#readings.add(meaning)
    this.texts.push(plain)
    this.#left.set(most, added + 1)
    return true
  }

  corrects(text: string, slot: string): boolean {
    return this.#understand(text).besides?.corrections?.[slot] !== undefined
  }

  #understand(text: string): Understood {
    return understand([{ text, confidence: 1 }], this.#listen, this.#moment)
  }
}

/** null: they mean nothing here. */
function meaningOf({ readings, matches, besides }: Understood): string | null {
  const read = Object.entries(readings).flatMap(([name, { state, value }]): Json[] =>
    state === 'none' ? [] : [[name, state, value]],
  )
  const chosen = Object.entries(matches).filter(([, match]) => match > 0.5)
  const also = besides === undefined ? null : { ...besides, open: null }
  if (read.length === 0 && chosen.length === 0 && Object.values(also ?? {}).every((one) => one === null)) return null
  return JSON.stringify([read, chosen, also])
}
