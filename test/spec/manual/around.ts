import { parse, stringify } from 'yaml'

type Map = Record<string, unknown>

/** What a piece of a flow is, by the word behind `yaml`: states by name, slots by name, or keys of the head. */
export type Piece = 'state' | 'slot' | 'head'

/** Slots that pieces of the manual read without declaring them. */
const slots: Map = {
  party_size: { type: 'integer', min: 1, max: 20 },
  at: { type: 'datetime' },
  day: { type: 'date' },
  time: { type: 'time' },
  size: { type: 'choice', options: ['small', 'large'] },
  surname: { type: 'name' },
  card: { type: 'digits', length: 16, check: 'luhn', sensitive: 'pci' },
  account: { type: 'digits', length: 8 },
}

/** … and saved names. */
const saved: Map = { times: 'result.times', offer: 'result.offer', reference: 'result.reference' }

/** … and states, where they lead. */
const ends = [
  'goodbye',
  'ask',
  'check',
  'book',
  'booked',
  'full',
  'other_day',
  'to_agent',
  'closed',
  'voicemail',
  'menu',
]

/**
 * The smallest flow around a piece of one: what the piece mentions and does not declare is declared, filled and reached,
 * so that whatever is wrong with it is wrong with the piece.
 */
export function flowAround(text: string, piece: Piece): string {
  const data = (parse(text) ?? {}) as Map
  const own = {
    states: piece === 'state' ? data : {},
    slots: piece === 'slot' ? data : {},
    head: piece === 'head' ? data : {},
  }
  const mentions = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(text)
  const used = Object.keys(slots).filter((name) => mentions(name) && !(name in own.slots))
  const asked = new Set(
    Object.values(own.states).flatMap((state) => {
      const { gather = [] } = (state ?? {}) as Map
      return [gather].flat() as string[]
    }),
  )
  const given = used.filter((name) => !asked.has(name))
  const found = Object.keys(saved).filter(mentions)
  const first = Object.keys(own.states)
  const questions = Object.keys(own.slots)
  // What a state leads to that is not of the piece is an end; which of these are reached does not matter here.
  const states: Map = {
    begin: { set: { begun: true }, next: found.length > 0 ? 'find' : given.length > 0 ? 'fill' : 'go' },
    ...(found.length === 0
      ? {}
      : {
          find: {
            tool: 'find',
            save: Object.fromEntries(found.map((name) => [name, saved[name]])),
            next: [
              { when: found.includes('times') ? 'size(times) == 0' : 'false', to: 'over' },
              { else: given.length > 0 ? 'fill' : 'go' },
            ],
            outcomes: { error: 'over' },
          },
        }),
    ...(given.length === 0 ? {} : { fill: { gather: given, prompt: 'Tell me.', next: 'go' } }),
    go: goThrough(first.length > 0 ? first : questions.length > 0 ? ['question'] : ['over']),
    ...(questions.length === 0 ? {} : { question: { gather: questions, prompt: 'Tell me.', next: 'over' } }),
    ...own.states,
    ...Object.fromEntries(ends.filter((name) => mentions(name) && !(name in own.states)).map((name) => [name, bye])),
  }
  if (JSON.stringify({ states, own }).includes('"over"')) states['over'] = bye
  const flow: Map = {
    flow: 'piece',
    language: 'en-GB',
    timezone: 'Europe/London',
    hours: { main: { 'mon-fri': '09:00-17:00' } },
    ...own.head,
    slots: {
      ...Object.fromEntries(used.map((name) => [name, slots[name]])),
      ...(own.head['slots'] as Map),
      ...own.slots,
    },
    start: 'begin',
    states: { ...states, ...(own.head['states'] as Map) },
  }
  // The piece stands as it was written, so that what YAML makes of it is what is checked.
  if (piece === 'head') return stringify(flow)
  const key = piece === 'state' ? 'states' : 'slots'
  const rest = Object.fromEntries(
    Object.entries(flow[key] as Map).filter(([name]) => !(name in (piece === 'state' ? own.states : own.slots))),
  )
  const others = stringify({ ...flow, [key]: undefined })
  const indented = text.replaceAll(/^(?=.)/gm, '  ')
  return `${others}${key}:\n${indented}${stringify(rest).trim() === '{}' ? '' : stringify(rest).replaceAll(/^(?=.)/gm, '  ')}`
}

const bye = { end: 'Goodbye!' }

/** Reaches each of them. */
function goThrough(names: readonly string[]): Map {
  const last = names.length - 1
  return {
    branch: names.map((to, index) => (index === last ? { else: to } : { when: `attempts.nomatch == ${index}`, to })),
  }
}
