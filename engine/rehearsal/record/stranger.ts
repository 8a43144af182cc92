import type { Hypothesis } from '../../answers/answer.ts'
import { parse } from '../../answers/parse.ts'
import { lexiconOf } from '../../answers/lexicon.ts'
import type { Json } from '../../language/json.ts'
import type { Slot } from '../../language/slot.ts'
import type { Listen } from '../../machine/effect.ts'
import { Inventor, type Random } from './invented.ts'
import { refusalOf } from './refusal.ts'
import { KnownWords } from './known-words.ts'
import { digitsIn, spokenFor, Substitutes, type Place } from './substitutes.ts'
import type { ToldCall, ToldStep } from './told-call.ts'
import type { Words } from './words.ts'
import { charsOf, dayKeys, textOf } from './written-forms.ts'

/**
 * Tells a call with invented persons: whatever may tell who called is replaced by something of its kind, the same always by
 * the same, and said so that the same grammars read it alike. What stays: the flow's own words, what anybody says, amounts, counts, choices and times.
 * With `keeps` only what is `pci` is replaced.
 */
export class Stranger implements Words {
  readonly #told: ToldCall
  readonly #substitutes: Substitutes
  readonly #keeps: boolean
  #lastSaid = ''

  constructor(told: ToldCall, random: Random, keeps = false) {
    this.#told = told
    this.#keeps = keeps
    const { flow } = told.compiled
    this.#substitutes = new Substitutes(
      new Inventor(random),
      new KnownWords(flow),
      (slot) => keeps && slot.sensitive !== 'pci',
      (slot, value, nowMs) => refusalOf(slot, value, flow, told.started.call, nowMs),
      told.started.language ?? flow.language,
    )
    this.number(told.started.call.from)
    this.#readAll()
  }

  number(number: string): string {
    return this.#keeps || this.#isFlows(number) ? number : this.#substitutes.ofPhone(number)
  }

  json(data: Json): Json {
    return this.#keeps ? data : this.#substitutes.ofJson(data)
  }

  value(slot: string, value: Json): Json {
    const found = this.#slot(slot)
    return found === null ? this.json(value) : this.#substitutes.ofSlot(found.slot, value, found.place)
  }

  said(hypotheses: readonly Hypothesis[], from: number, to: number): readonly Hypothesis[] {
    const step = this.#told.steps.slice(from, to).find(({ event }) => event.type === 'turn.ended')
    const told = hypotheses.map(({ text, confidence }) => ({ text: this.#line(text, step), confidence }))
    this.#lastSaid = told[0]?.text ?? ''
    return told
  }

  keys(keys: string, from: number): string {
    let told = ''
    for (let at = 0; at < keys.length;) {
      const step = this.#told.steps[from + at]
      let end = at + 1
      while (end < keys.length && this.#told.steps[from + end]?.listen?.state === step?.listen?.state) end++
      told += this.#keyed(keys.slice(at, end), from + at, from + end)
      at = end
    }
    return told
  }

  quoted(slot: string, value: Json, words: string): { readonly value: Json; readonly quote: string } {
    const found = this.#slot(slot)
    const other = this.value(slot, value)
    const spoken = found === null ? '' : spokenFor(found.slot, textOf(other), found.place)
    const tries = [this.#keeps ? words : this.#substitutes.ofText(words), this.#substitutes.ofText(words, true), spoken]
    return { value: other, quote: tries.find((one) => one !== '' && this.#lastSaid.includes(one)) ?? this.#lastSaid }
  }

  /** Values first: what tools returned and what was said elsewhere is then told by them. */
  #readAll(): void {
    for (const { event, listen } of this.#told.steps) {
      if (event.type !== 'turn.ended' && event.type !== 'key.pressed') continue
      const readings =
        event.type === 'turn.ended' ? { ...event.readings, ...event.besides?.corrections } : event.readings
      for (const [name, { value, alternatives }] of Object.entries(readings)) {
        const slot = listen === null ? undefined : slotIn(listen, name)
        if (slot === undefined || value === null || listen === null) continue
        for (const one of [value, ...alternatives]) this.#substitutes.ofSlot(slot, one, this.#place(listen))
      }
    }
  }

  #line(text: string, step: ToldStep | undefined): string {
    const listen = step?.listen ?? null
    const personal = listen === null ? [] : allSlots(listen).filter((slot) => this.#substitutes.kindOf(slot) !== null)
    const event = step?.event.type === 'turn.ended' ? step.event : null
    if (listen === null || event === null) return this.#plain(text, false, listen?.language)
    const place = this.#place(listen)
    const wanted = personal.flatMap((slot): Wanted[] => {
      const earlier = listen.earlier[slot.name]
      const own = parse([{ text, confidence: 1 }], { ...place, slot, ...(earlier === undefined ? {} : { earlier }) })
      const logged = event.readings[slot.name] ?? event.besides?.corrections?.[slot.name]
      const reading = own.value === null && own.part === undefined && logged !== undefined ? logged : own
      const value = reading.value ?? reading.part ?? null
      if (reading.state === 'none' || value === null || logged === undefined || logged.state === 'none') return []
      // "Friday at seven" begins no number
      if (reading.value === null && charsOf(slot, textOf(value)).length < leastPart) return []
      return [
        { slot, state: reading.state, spans: reading.spans, earlier, said: this.#form(slot, value, earlier, place) },
      ]
    })
    const isCode = wanted.some(({ slot }) => this.#isCode(slot)) || this.#speaksOfCodes(text, listen)
    const plain = this.#plain(text, isCode, listen.language)
    if (wanted.length === 0) return plain
    const tries = [
      plain,
      ...wanted.map((one) => this.#inPlace(text, [one], listen)),
      this.#inPlace(text, wanted, listen),
      ...wanted.map(({ said }) => said),
    ]
    const scored = tries.map((line) => ({ line, score: this.#score(line, wanted, listen) }))
    return scored.reduce((best, one) => (one.score > best.score + 1e-9 ? one : best)).line
  }

  #isCode(slot: Slot): boolean {
    return /^(code|phone|email|number)$/.test(this.#substitutes.kindOf(slot) ?? '')
  }

  /** "Not the one that ends in four four": of a list of codes. */
  #speaksOfCodes(text: string, { slots, besides, language }: Listen): boolean {
    const lists = [...slots, ...(besides?.filled ?? [])].filter(({ type }) => type === 'list')
    if (
      !lists.some(({ item, of = {} }) =>
        [...(item === undefined ? [] : [item]), ...Object.values(of)].some((one) => this.#isCode(one)),
      )
    )
      return false
    return digitsIn(text, lexiconOf(language)) >= 2
  }

  /** How many of the readings come out as they should. */
  #score(line: string, wanted: readonly Wanted[], listen: Listen): number {
    const place = this.#place(listen)
    return wanted.reduce((sum, { slot, state, earlier, said }) => {
      const before = earlier === undefined ? {} : { earlier: this.#earlier(slot, earlier, place) }
      const read = parse([{ text: line, confidence: 1 }], { ...place, slot, ...before })
      const meant = parse([{ text: said, confidence: 1 }], { ...place, slot, ...before })
      const isSame = JSON.stringify([read.value, read.part]) === JSON.stringify([meant.value, meant.part])
      return sum + (read.state === state ? 1 : 0) + (isSame ? 2 : 0)
    }, 0)
  }

  /** The words that said a value are those that say its substitute; the others stand around them. */
  #inPlace(text: string, wanted: readonly Wanted[], listen: Listen): string {
    const words = text.split(/\s+/).filter(Boolean)
    const said: (string | null)[] = words.map((word) => this.#plain(word, false, listen.language))
    for (const one of wanted.toSorted((a, b) => a.said.length - b.said.length))
      for (const [first, end] of one.spans.slice(0, 1))
        for (let n = first; n < end; n++) said[n] = n === first ? one.said : null
    return said.filter((word) => word !== null).join(' ')
  }

  /** How what was read of a slot is said in this turn: whole, or the part that it adds to what came before. */
  #form(slot: Slot, value: Json, earlier: Json | undefined, place: Place): string {
    const kind = this.#substitutes.kindOf(slot)
    if (kind === 'words') return this.#substitutes.ofText(textOf(value))
    if (kind === 'name' || kind === 'number') return textOf(this.#substitutes.ofSlot(slot, value, place))
    const whole = this.#whole(slot, value)
    if (whole === null) return this.#substitutes.ofText(textOf(value), true).split('').join(' ')
    const other = textOf(this.#substitutes.ofSlot(slot, whole, place))
    if (JSON.stringify(whole) === JSON.stringify(value) && (earlier === undefined || earlier === null))
      return spokenFor(slot, other, place)
    const from = charsOf(slot, textOf(whole))
    const to = charsOf(slot, other)
    const before = typeof earlier === 'string' ? charsOf(slot, earlier).length : 0
    const said = charsOf(slot, textOf(value))
    if (said === from && before > 0 && before < to.length) return to.slice(before).split('').join(' ')
    const at = from.indexOf(said)
    return at < 0
      ? spokenFor(slot, other, place)
      : to
          .slice(at, at + said.length)
          .split('')
          .join(' ')
  }

  #earlier(slot: Slot, earlier: Json, place: Place): Json {
    if (typeof earlier !== 'string') return earlier
    return this.#form(slot, earlier, undefined, place).replaceAll(' ', '')
  }

  /** The value that a part of one came to in the end; itself where it is whole. */
  #whole(slot: Slot, value: Json): Json {
    const said = charsOf(slot, textOf(value))
    for (const { event } of this.#told.steps) {
      if (event.type !== 'turn.ended' && event.type !== 'key.pressed') continue
      const found = event.readings[slot.name]?.value
      if (found !== undefined && found !== null && charsOf(slot, textOf(found)).includes(said)) return found
    }
    return null
  }

  #keyed(keys: string, from: number, to: number): string {
    const listen = this.#told.steps[from]?.listen
    const personal = listen?.slots.filter((slot) => this.#substitutes.kindOf(slot) !== null) ?? []
    const last = this.#told.steps[to - 1]?.event
    const readings = last?.type === 'key.pressed' ? last.readings : {}
    if (listen === undefined || listen === null || personal.length === 0) return keys
    const end = /[#*]*$/.exec(keys)?.[0] ?? ''
    const pressed = keys.slice(0, keys.length - end.length)
    for (const slot of personal) {
      const whole = readings[slot.name]?.value ?? this.#whole(slot, pressed)
      if (whole === null || whole === undefined || typeof whole === 'object') continue
      const other = textOf(this.#substitutes.ofSlot(slot, whole, this.#place(listen)))
      if (this.#substitutes.kindOf(slot) === 'day') return dayKeys(pressed, textOf(whole), other) + end
      const was = charsOf(slot, textOf(whole))
      const at = was.indexOf(pressed)
      if (at >= 0) return charsOf(slot, other).slice(at, at + pressed.length) + end
    }
    return this.#substitutes.inventor.code(pressed) + end
  }

  #plain(text: string, isCode: boolean, language?: string): string {
    return this.#keeps && !isCode ? text : this.#substitutes.ofText(text, isCode, language)
  }

  #slot(name: string): { readonly slot: Slot; readonly place: Place } | null {
    const listen = this.#told.steps.findLast(
      (one) => one.listen !== null && slotIn(one.listen, name) !== undefined,
    )?.listen
    const { flow } = this.#told.compiled
    const slot = listen === undefined || listen === null ? flow.slots[name] : slotIn(listen, name)
    if (slot === undefined) return null
    const place = { language: flow.language, nowMs: this.#told.started.at, timezone: flow.timezone }
    return { slot, place: listen === undefined || listen === null ? place : this.#place(listen) }
  }

  #place({ language, timezone }: Listen): Place {
    return { language, nowMs: this.#told.started.at, timezone: timezone ?? this.#told.compiled.flow.timezone }
  }

  #isFlows(number: string): boolean {
    return number === '' || JSON.stringify(this.#told.compiled.flow).includes(number)
  }
}

/** Less of a code is a number like any other. */
const leastPart = 3

/** What was read of a slot, and how that is said now. */
interface Wanted {
  readonly slot: Slot
  readonly state: string
  readonly spans: readonly (readonly [number, number])[]
  readonly earlier: Json | undefined
  readonly said: string
}

function allSlots({ slots, besides }: Listen): readonly Slot[] {
  return [...slots, ...(besides?.filled ?? [])]
}

function slotIn(listen: Listen, name: string): Slot | undefined {
  return allSlots(listen).find((slot) => slot.name === name)
}
