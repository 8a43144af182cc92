import { readFileSync, readdirSync } from 'node:fs'
import { Type } from 'typebox'
import { bookVisit, freeChairs } from '../../../flows/dentist/tools.ts'
import { findOrderTool, textTracking } from '../../../flows/order_status/tools.ts'
import { availability, book } from '../../../flows/restaurant/tools.ts'
import { checkFlows } from '../../../engine/language/check.ts'
import { compileFlow, type CompiledFlow } from '../../../engine/machine/compile.ts'
import { defineTool } from '../../../src/tools/define-tool.ts'
import { manifestOf } from '../../../src/tools/manifest.ts'
import type { Tool } from '../../../src/tools/tool.ts'

/** A tool of a flow, and what the machine that it works on does. */
export interface SimTool {
  readonly tool: Tool
  /** The service makes each key once, and can be asked; otherwise it makes whatever it is asked to. */
  readonly knowsKeys: boolean
  readonly answers: (input: unknown, reference: number) => unknown
  /** Codes with which it refuses now and then. */
  readonly fails: readonly string[]
}

/** A flow as it is simulated: two versions of it, its tools, and what callers say to it. */
export interface SimFlow {
  readonly name: string
  readonly versions: readonly [CompiledFlow, CompiledFlow]
  readonly tools: readonly SimTool[]
  readonly destinations: Readonly<Record<string, string>>
  /** What answers which words of ours. `#` presses keys, `…` is silence, `✝` hangs up. */
  readonly replies: readonly { readonly to: RegExp; readonly say: readonly string[] }[]
  /** What else a caller may say at any time. */
  readonly odd: readonly string[]
  /** Something from outside that the flow may wait for. */
  readonly event?: { readonly name: string; readonly data: { readonly amount: number } }
}

const odd = ['the dog has eaten it', 'mhm', '…', '…', 'what', 'repeat', 'no', 'yes', '#1', '✝', 'operator', 'hang on']

const errandTools: readonly SimTool[] = [
  simulated(
    defineTool({
      name: 'quote',
      description: 'The price of a van.',
      effect: 'read',
      input: Type.Object({ count: Type.Integer(), day: Type.String() }),
      output: Type.Object({ price: Type.Integer() }),
      handler: () => ({ price: 1 }),
    }),
    (input) => ({ price: (input as { count: number }).count > 5 ? 1000 : 500 }),
    { fails: ['unavailable'] },
  ),
  simulated(
    defineTool({
      name: 'book_van',
      description: 'Books a van.',
      effect: 'write',
      input: Type.Object({ count: Type.Integer(), day: Type.String() }),
      output: Type.Object({ reference: Type.String() }),
      handler: () => ({ reference: '' }),
    }),
    (_, reference) => ({ reference: `V ${reference}` }),
    { knowsKeys: false, fails: ['full'] },
  ),
  simulated(
    defineTool({
      name: 'send_label',
      description: 'Sends a label.',
      effect: 'write',
      input: Type.Object({ reference: Type.String(), to: Type.String() }),
      output: Type.Object({}),
      handler: () => ({}),
      reconcile: () => null,
    }),
    () => ({}),
    { fails: ['unavailable'] },
  ),
]

function simulated(
  tool: unknown,
  answers: SimTool['answers'],
  options: { readonly knowsKeys?: boolean; readonly fails?: readonly string[] } = {},
): SimTool {
  const { knowsKeys = true, fails = [] } = options
  return { tool: tool as Tool, answers, knowsKeys, fails }
}

/** The flows that are simulated, by name: three of the examples, one that has everything, and one that calls. */
export const simFlows: Readonly<Record<string, () => SimFlow>> = {
  errand: once(() => ({
    name: 'errand',
    versions: compiled(new URL('../flows/', import.meta.url), 'errand', errandTools, ['front_desk']),
    tools: errandTools,
    destinations: { front_desk: '+441632960181' },
    event: { name: 'paid', data: { amount: 5 } },
    odd: [...odd, 'how do I find you', 'how do I find you', 'no four parcels', 'cancel'],
    replies: [
      {
        to: /how many, and when|How many parcels, and/,
        say: ['three parcels on friday', 'seven parcels on monday', 'four'],
      },
      { to: /How many parcels\?/, say: ['four', '#4#', 'two'] },
      { to: /On which day/, say: ['on friday', 'tomorrow'] },
      { to: /look at another day/, say: ['go on', 'another day', 'well if there is nothing else'] },
      { to: /book the van/, say: ['yes', 'yes', 'yes please', 'no on monday'] },
    ],
  })),
  dentist: once(() => ({
    name: 'dentist',
    versions: compiled(new URL('../../../flows/dentist/', import.meta.url), 'dentist', dentistTools, ['front_desk']),
    tools: dentistTools,
    destinations: { front_desk: '+441632960181' },
    odd: [...odd, 'no at three in the afternoon'],
    replies: [
      {
        to: /[Ww]hat day and what time|which day and what time|When would you like/,
        say: ['next tuesday at ten in the morning', 'tuesday'],
      },
      { to: /What day would/, say: ['on wednesday'] },
      { to: /what time would/, say: ['ten in the morning'] },
      { to: /Would that do/, say: ['yes please', 'another day', 'so be it then'] },
      { to: /Shall I book it/, say: ['yes', 'yes', 'no'] },
      { to: /instead/, say: ['wednesday'] },
    ],
  })),
  restaurant: once(() => ({
    name: 'restaurant',
    versions: compiled(new URL('../../../flows/restaurant/', import.meta.url), 'restaurant', restaurantTools, [
      'front_desk',
    ]),
    tools: restaurantTools,
    destinations: { front_desk: '+441632960181' },
    odd: [...odd, 'how do I find you', 'is there parking', 'no five people'],
    replies: [
      {
        to: /ow many people, and|on Friday at seven/,
        say: ['four people on friday at seven in the evening', 'four people'],
      },
      { to: /how many people/, say: ['four', '#4#'] },
      { to: /What day and time/, say: ['friday at seven in the evening'] },
      { to: /Would one of those do/, say: ['the first', 'neither'] },
      { to: /another day/, say: ['no thanks', 'yes please'] },
      { to: /Is that right/, say: ['yes', 'yes', 'no'] },
      { to: /number/, say: ['oh seven seven double oh nine hundred one two three', '#07700900123'] },
    ],
  })),
  parcel: once(() => ({
    name: 'parcel',
    versions: compiled(new URL('../flows/', import.meta.url), 'parcel', parcelTools, ['front_desk']),
    tools: parcelTools,
    destinations: { front_desk: '+441632960181' },
    odd,
    replies: [
      { to: /somebody be there/, say: ['yes', 'yes', 'no'] },
      { to: /put you through to the office, for/, say: ['yes please', 'yes', 'no thanks'] },
    ],
  })),
  order_status: once(() => ({
    name: 'order_status',
    versions: compiled(new URL('../../../flows/order_status/', import.meta.url), 'order_status', orderTools, [
      'customer_care',
    ]),
    tools: orderTools,
    destinations: { customer_care: '+441632960182' },
    odd: [...odd, 'agent'],
    replies: [
      { to: /ZIP code it ships/, say: ['six oh six one four'] },
      {
        to: /order number|eight digits|one digit at a time|key it in/,
        say: ['four oh two one five five seven eight', '#40215578'],
      },
      { to: /tracking link/, say: ['yes please', 'no thanks'] },
      { to: /all right|Did you get it/, say: ['yes', 'no'] },
      { to: /anything else/, say: ["no that's all thanks", "that's all"] },
    ],
  })),
}

const parcelTools: readonly SimTool[] = [
  simulated(
    defineTool({
      name: 'keep_day',
      description: 'Keeps the day of a parcel.',
      effect: 'write',
      input: Type.Object({ parcel: Type.String() }),
      output: Type.Object({}),
      handler: () => ({}),
    }),
    () => ({}),
    { fails: ['unavailable'] },
  ),
]

const dentistTools: readonly SimTool[] = [
  simulated(freeChairs, (input) => ({ offer: (input as { at: string }).at }), { fails: ['unavailable'] }),
  simulated(bookVisit, (_, reference) => ({ reference: `D${reference}` }), { fails: ['taken'] }),
]

const restaurantTools: readonly SimTool[] = [
  simulated(
    availability,
    (input, reference) => {
      const { at } = input as { at: string }
      return { times: reference % 2 === 0 ? [{ at }] : [{ at }, { at: at.replace('T19', 'T20') }] }
    },
    { fails: ['unavailable'] },
  ),
  simulated(book, (_, reference) => ({ id: `B${reference}` }), { fails: ['conflict'] }),
]

const orderTools: readonly SimTool[] = [
  simulated(findOrderTool, () => ({ item: 'lamp', status: 'shipped', date: '2026-10-12' }), {
    fails: ['unavailable', 'not_found'],
  }),
  simulated(textTracking, (_, reference) => ({ id: `T${reference}` }), { fails: ['unavailable'] }),
]

/** The flow of a folder as it is, and a version of it that differs in its words. Throws where it is not sound. */
function compiled(
  folder: URL,
  name: string,
  tools: readonly SimTool[],
  destinations: readonly string[],
): readonly [CompiledFlow, CompiledFlow] {
  const sources = readdirSync(folder)
    .filter((file) => /\.(md|yaml)$/.test(file) && !/\.(test|eval)\.yaml$/.test(file))
    .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }))
  const world = { tools: manifestOf(tools.map(({ tool }) => tool)), destinations }
  const version = (change: (text: string) => string): CompiledFlow => {
    const changed = sources.map(({ file, text }) => ({ file, text: file === `${name}.yaml` ? change(text) : text }))
    const { results, diagnostics } = checkFlows(changed, world)
    const flow = results.find((result) => result.file === `${name}.yaml`)?.flow
    if (flow == null)
      throw new Error(`${name}: ${diagnostics.map(({ code, message }) => `${code} ${message}`).join('; ')}`)
    return compileFlow(flow)
  }
  return [version((text) => text), version((text) => text.replace('Goodbye!', 'Goodbye for now!'))]
}

function once<T>(make: () => T): () => T {
  let made: T | null = null
  return () => (made ??= make())
}
