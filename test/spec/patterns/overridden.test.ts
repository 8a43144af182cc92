import { describe, expect, test } from 'vitest'
import { checkFlows } from '../../../engine/language/check.ts'
import type { patternNames } from '../../../engine/language/flow.ts'
import { staticTexts } from '../../../engine/language/static-texts.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { coverWords, lastWords } from '../../../engine/patterns/words.ts'
import { Conversation, type Stubs } from '../conversation.ts'
import { answers } from '../machine/a-call.ts'

const table = `
flow: table
language: en-GB
timezone: Europe/London
start: ask
commands: { help: true, repeat: true, goback: true, wait: true, operator: true, cancel: true, slower: true }
knowledge: [{ id: parking, questions: ["do you have parking"], answer: "Yes, behind the house." }]
slots:
  guests: { type: integer, min: 1, max: 20, hint: guests }
  at: { type: datetime }
  day: { type: date }
states:
  ask: { gather: guests, prompt: How many of you?, next: when }
  when: { gather: at, prompt: For what day and time?, next: book }
  book:
    tool: book
    with: { guests: =slots.guests }
    dedupe_on: [guests]
    save: { id: result.id }
    timeout: 6s
    next: [{ when: "id != ''", to: day }, { else: bye }]
    outcomes: { error: bye }
  day: { gather: day, prompt: And on which other day?, next: bye }
  bye: { end: Bye. }
`
/** A project's own: says so, and comes back to the question. */
const own = (name: string): string => `
flow: ${name}
language: en-GB
start: tell
states:
  tell: { say: Ours for ${name}., next: back }
  back: { end: "", outcome: ask }
`
const said = (name: string): string => `Ours for ${name}.`

function call(name: string, stubs: Stubs = {}): Conversation {
  const sources = [
    { file: 'table.yaml', text: table },
    { file: `${name}.yaml`, text: own(name) },
  ]
  const { results, diagnostics } = checkFlows(sources)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const flow = results[0]?.flow ?? null
  if (flow === null) throw new Error('There is no flow.')
  return new Conversation(compileFlow(flow), { tools: { book: answers({ id: 'B1' }) }, ...stubs }).rest()
}

/** What a caller does for the pattern to be run, and the question that is asked again then. */
const occasions: Readonly<Record<(typeof patternNames)[number], (of: Conversation) => Conversation>> = {
  pattern_help: (of) => of.says('help'),
  pattern_repeat: (of) => of.says('say that again'),
  pattern_goback: (of) => of.says('go back'),
  pattern_wait: (of) => of.says('hold on a second'),
  pattern_operator: (of) => of.says('operator'),
  pattern_cancel: (of) => of.says('cancel that'),
  pattern_slower: (of) => of.says('slow down'),
  pattern_faster: (of) => of.says('slow down').says('speak faster'),
  pattern_correction: (of) => of.says('four').says('no wait five guests'),
  pattern_already_done: (of) => of.says('four').says('tomorrow at seven pm').says('no wait five guests'),
  pattern_unanswerable: (of) => of.says('what colour are your walls'),
  pattern_cut_off: (of) => of.reconnect(),
  pattern_failed: (of) => of,
  pattern_moment: (of) => of,
}

describe("a project's flow of the name replaces the default in a running call", () => {
  const decides = { answer: { option: 'question:other', confidence: 0.9, why: 'model' } } as const
  for (const [name, happens] of Object.entries(occasions)) {
    // No event of a call's leads to these.
    if (name === 'pattern_failed' || name === 'pattern_moment') continue
    test(`${name}: said once, and then the question is asked`, () => {
      const of = happens(call(name, name === 'pattern_unanswerable' ? { decides } : {})).rest()
      expect(of.faults).toEqual([])
      expect(of.transcript.filter((text) => text.startsWith('Ours for'))).toEqual([said(name)])
      expect(of.transcript.slice(-2, -1)).toEqual([said(name)])
      expect(of.last).toMatch(/\?$/u)
    })
  }

  test('pattern_failed: in a flow that breaks', () => {
    // What the tool gave has no `id`: reading it is a fault of the flow.
    const of = call('pattern_failed', { tools: { book: answers({}) } })
      .says('four')
      .says('tomorrow at seven pm')
      .rest()
    expect(of.faults).toHaveLength(1)
    expect(of.last).toBe(said('pattern_failed'))
    expect(of.hungUp).toBe('failed')
  })

  test('pattern_failed: from the bundle alone, where the engine cannot run', () => {
    const { flow } = call('pattern_failed').compiled
    const stored = JSON.parse(JSON.stringify(flow)) as typeof flow
    expect(lastWords(stored, 'en-GB')).toEqual({ text: said('pattern_failed'), language: 'en-GB' })
    expect(lastWords(null, 'de-DE').text).toContain('schiefgegangen')
  })

  test('pattern_moment: from the bundle, which has none unless the project has', () => {
    const { flow } = call('pattern_moment').compiled
    expect(coverWords(flow, 'en-GB')).toEqual({ text: said('pattern_moment'), language: 'en-GB' })
    expect(staticTexts(flow)).toContainEqual({ text: said('pattern_moment'), language: 'en-GB' })
    const without = call('pattern_failed').compiled.flow
    expect(Object.keys(without.runs)).not.toContain('pattern_moment')
    expect(['en-GB', 'de-DE', 'es-ES', 'fr-FR', 'pl-PL'].map((tag) => coverWords(without, tag).text)).toEqual([
      'One moment, please.',
      'Einen Moment, bitte.',
      'Un momento, por favor.',
      'Un instant, je vous prie.',
      'Chwileczkę.',
    ])
  })

  test('pattern_cut_off: also in a statement, and while a tool is at work', () => {
    const of = call('pattern_cut_off', { tools: { book: answers({ id: 'B1' }, 5000) } })
    of.says('four').says('tomorrow at seven pm').wait(500).reconnect()
    expect(of.last).toBe('Ours for pattern_cut_off. I am still working on it.')
  })
})

test('a pattern whose words cannot be said here is said in those of the default', () => {
  const { compiled } = call('pattern_cut_off')
  const text = JSON.stringify(compiled.flow).replace(
    '"Ours for pattern_cut_off."',
    '{"expression":{"cel":"slots.nowhere"},"filters":[]}',
  )
  const of = new Conversation(compileFlow(JSON.parse(text) as typeof compiled.flow)).rest().reconnect()
  expect(of.last).toBe('Sorry, we were cut off.')
})
