import fc from 'fast-check'

/**
 * What may be wrong in a flow, each where every call comes to it or may: planted behind the checks' back, so that only an
 * exploration can find it.
 */
export const plants = [
  'no end',
  'a ladder that never routes',
  'a filler that comes too late',
  'a secret that is spoken',
  'a secret in a brief',
  'a privilege without its grant',
  'a loop that never listens',
  'the same write from two states',
  'a value that was never asked for',
  'a silent caller who is asked again elsewhere for ever',
] as const
export type Plant = (typeof plants)[number]

const kinds = [
  'say',
  'yes_no',
  'number',
  'digits',
  'confirm',
  'decide',
  'read',
  'write',
  'branch',
  'private',
  'wait',
  'record',
  'desk',
] as const

/** One question, statement or call of a tool; `to` chooses where it may lead besides the next one. */
export interface Block {
  readonly kind: (typeof kinds)[number]
  readonly to: number
  readonly isLast: boolean
}

export const someBlocks: fc.Arbitrary<readonly Block[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), to: fc.nat(20), isLast: fc.boolean() }),
  { minLength: 1, maxLength: 5 },
)

/** What the flows' tools are. */
export const tools = {
  look: {
    effect: 'read',
    output: { type: 'object', properties: { is_free: { type: 'boolean' } }, required: ['is_free'] },
  },
  verify: { effect: 'read', output: { type: 'object', properties: { ok: { const: true } }, required: ['ok'] } },
  keep: {
    effect: 'write',
    reconciles: true,
    output: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  },
} as const

/** A flow of these blocks as YAML, with what is planted in front of them. */
export function flowOf(blocks: readonly Block[], plant: Plant | null): string {
  const slots: string[] = []
  const states: string[] = []
  const names = blocks.map((_, index) => `b${index}`)
  const asks = blocks.flatMap(({ kind }, index) => (listens.has(kind) ? [`b${index}`] : []))
  for (const [index, block] of blocks.entries()) {
    const next = names[index + 1] ?? 'bye'
    // Back only to what asks, or the loop would be no caller's.
    const others = ['agent', 'bye', ...names.slice(index + 1), ...asks]
    const other = others[block.to % others.length] ?? 'bye'
    write(block, { index, next, other: other === `b${index}` ? 'bye' : other }, slots, states)
  }
  const planted = plant === null ? '' : plantOf(plant, names[0] ?? 'bye')
  const first = plant === null ? (names[0] ?? 'bye') : 'planted'
  return `flow: random
language: en-GB
timezone: Europe/London
start: hello
commands: { help: true, repeat: true, operator: agent, goback: true }
slots:
  card: { type: digits, length: 16, sensitive: pci }
  sure: { type: boolean }
${slots.map((slot) => `  ${slot}\n`).join('')}states:
  hello: { greeting: Hello., next: ${first} }
${planted}${states.map((state) => `  ${state}\n`).join('')}  agent: { transfer: desk, brief: Somebody has a question., outcomes: { busy: sorry, noanswer: sorry, declined: sorry, failed: sorry } }
  sorry: { say: Nobody is free., next: bye }
  bye: { end: Goodbye. }
`
}

interface Ways {
  readonly index: number
  readonly next: string
  readonly other: string
}

const listens: ReadonlySet<Block['kind']> = new Set(['yes_no', 'number', 'digits', 'confirm', 'decide', 'private'])

function write({ kind, isLast }: Block, { index, next, other }: Ways, slots: string[], states: string[]): void {
  const name = `b${index}`
  const slot = `s${index}`
  const ladders = isLast
    ? `noinput: [Are you there?, { to: ${other} }], nomatch: [Pardon?, { repeat: true }, { to: agent }], `
    : ''
  const gather = (type: string): void => {
    slots.push(`${slot}: ${type}`)
    states.push(
      `${name}: { gather: ${slot}, prompt: Your ${slot}?, ${ladders}next: [{ when: "filled(slots.${slot})", to: ${next} }, { else: ${other} }] }`,
    )
  }
  switch (kind) {
    case 'say':
      states.push(`${name}: { say: This is statement ${index}., next: ${next} }`)
      return
    case 'yes_no':
      slots.push(`${slot}: { type: boolean }`)
      states.push(
        `${name}: { gather: ${slot}, prompt: Is it so?, ${ladders}next: [{ when: slots.${slot}, to: ${next} }, { else: ${other} }], clear: ${slot} }`,
      )
      return
    case 'number':
      return gather('{ type: integer, min: 1, max: 20 }')
    case 'digits':
      return gather('{ type: digits, length: 4, sensitive: pci }')
    case 'confirm':
      states.push(`${name}: { confirm: Is that right?, ${ladders}confirmed: ${next}, denied: ${other} }`)
      return
    case 'decide':
      states.push(
        `${name}: { decide: One or the other?, prompt: Red or green?, ${ladders}options: { red: { means: wants red, examples: [red], next: ${next} }, green: { means: wants green, examples: [green], next: ${other} } }, unsure: agent }`,
      )
      return
    case 'read':
      states.push(
        `${name}: { tool: look, save: { free${index}: result.is_free }, next: [{ when: free${index}, to: ${next} }, { else: bye }], outcomes: { error: agent } }`,
      )
      return
    case 'write':
      states.push(`${name}: { tool: keep, with: { at: "=${index}" }, next: ${next}, outcomes: { error: agent } }`)
      return
    case 'branch':
      states.push(`${name}: { branch: [{ when: "filled(slots.sure)", to: bye }, { else: ${next} }] }`)
      return
    case 'private':
      slots.push(`${slot}: { type: digits, length: 4, sensitive: pci }`)
      states.push(`${name}: { gather: ${slot}, prompt: Your code?, next: v${index} }`)
      states.push(
        `v${index}: { tool: verify, with: { code: =slots.${slot} }, grants: verified, next: p${index}, outcomes: { error: agent } }`,
      )
      states.push(`p${index}: { say: Your balance is ten pounds., requires: verified, next: ${next} }`)
      return
    case 'wait':
      states.push(
        `${name}: { wait: paid, prompt: Please pay., timeout: 10s, next: ${next}, outcomes: { timeout: agent } }`,
      )
      return
    case 'record':
      states.push(
        `${name}: { record: Leave a message., max: 20s, next: ${next}, outcomes: { noinput: bye, failed: bye } }`,
      )
      return
    default:
      states.push(
        `${name}: { transfer: desk, outcomes: { busy: ${next}, noanswer: ${next}, declined: ${next}, failed: ${next} } }`,
      )
  }
}

function plantOf(plant: Plant, next: string): string {
  switch (plant) {
    case 'no end':
      return `  planted: { gather: sure, prompt: Sure?, next: [{ when: slots.sure, to: ${next} }, { else: trap }] }\n  trap: { confirm: Shall we go on?, commands: false, noinput: [{ to: other }], nomatch: [{ to: other }], confirmed: other, denied: other }\n  other: { confirm: Is that right?, commands: false, noinput: [{ to: trap }], nomatch: [{ to: trap }], confirmed: trap, denied: trap }\n`
    case 'a ladder that never routes':
      return `  planted: { gather: sure, prompt: Sure?, noinput: [{ repeat: true }], next: ${next} }\n`
    case 'a filler that comes too late':
      return `  planted: { tool: look, filler: { after: 4s, say: One moment., every: 4s }, timeout: 9s, next: ${next}, outcomes: { error: ${next} } }\n`
    case 'a secret that is spoken':
      return `  planted: { gather: card, prompt: Your card?, next: tell }\n  tell: { say: "I heard {{ slots.card | digits }}.", next: ${next} }\n`
    case 'a secret in a brief':
      return `  planted: { gather: card, prompt: Your card?, next: tell }\n  tell: { transfer: desk, brief: "Card {{ slots.card }}.", outcomes: { busy: ${next}, noanswer: ${next}, declined: ${next}, failed: ${next} } }\n`
    case 'a privilege without its grant':
      return `  planted: { gather: sure, prompt: Sure?, next: [{ when: slots.sure, to: balance }, { else: ${next} }] }\n  balance: { say: Ten pounds., requires: verified, next: ${next} }\n`
    case 'a loop that never listens':
      return `  planted: { tool: look, save: { free: result.is_free }, next: [{ when: free, to: ${next} }, { else: planted }], outcomes: { error: agent } }\n`
    case 'the same write from two states':
      return `  planted: { tool: keep, with: { at: now }, next: twice, outcomes: { error: agent } }\n  twice: { tool: keep, with: { at: now }, next: ${next}, outcomes: { error: agent } }\n`
    case 'a value that was never asked for':
      return `  planted: { gather: sure, prompt: Sure?, next: [{ when: slots.sure, to: ${next} }, { else: tell }] }\n  tell: { say: "Your card {{ slots.card }}.", next: ${next} }\n`
    default:
      return `  planted: { gather: sure, prompt: Sure?, noinput: [{ repeat: true }, { to: other }], next: ${next} }\n  other: { confirm: Still there?, noinput: [{ to: planted }], confirmed: ${next}, denied: ${next} }\n`
  }
}
