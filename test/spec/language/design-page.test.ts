import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkFlow, checkFlows } from '../../../engine/language/check.ts'
import type { CheckedFlows } from '../../../engine/language/check.ts'
import type { World } from '../../../engine/language/world.ts'

const read = (file: string): string => readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8')
/** The flow that the page on the language shows, whole, and the files that it names. */
const page = read('book_table.yaml')
const others = ['directions.yaml', 'knowledge.md'].map((file) => ({ file, text: read(file) }))
const check = (text: string, world: World = {}): CheckedFlows =>
  checkFlows([{ file: 'book_table.yaml', text }, ...others], world)

describe('the flow of the language page', () => {
  it('is sound, with its flow of directions and its knowledge', () => {
    const { results, diagnostics } = check(page)
    expect(diagnostics).toEqual([])
    expect(results.map(({ file }) => file)).toEqual(['book_table.yaml', 'directions.yaml'])
    const [{ flow }] = results as [(typeof results)[0]]
    expect(Object.keys(flow?.states ?? {})).toEqual([
      'greet',
      'ask',
      'check',
      'offer',
      'full',
      'other_day',
      'confirm',
      'book',
      'booked',
      'to_agent',
      'voicemail',
      'closed',
      'cancelled',
      'goodbye',
      'unheard',
      'not_understood',
    ])
    expect(Object.keys(flow?.runs ?? {})).toEqual([
      'directions',
      'pattern_already_done',
      'pattern_correction',
      'pattern_cut_off',
      'pattern_failed',
      'pattern_goback',
      'pattern_help',
      'pattern_repeat',
      'pattern_unanswerable',
      'pattern_wait',
    ])
    expect(flow?.knowledge.map(({ id, questions }) => [id, questions.length])).toEqual([
      ['do-you-have-parking', 3],
      ['what-time-do-you-close', 3],
      ['do-you-have-vegan-dishes', 2],
    ])
    expect(flow?.knowledge[2]?.answer).toEqual({ variants: [['Yes, a third of our menu is vegan.']] })
    expect(flow?.commands).toMatchObject({
      help: { pattern: 'pattern_help' },
      operator: { to: 'to_agent' },
      cancel: { to: 'cancelled' },
      slower: 'off',
      faster: 'off',
    })
    expect(flow?.interrupts['directions']).toEqual({
      means: 'asks how to get here',
      examples: ['where are you', 'how do I find you'],
      run: 'directions',
      with: {},
      resume: 'restate',
      cooldownMs: 0,
    })
    expect(flow?.states['voicemail']).toMatchObject({ kind: 'record', maxMs: 60_000, silenceMs: 3000, beep: true })
  })

  it('is told what it lacks when its other files are not there', () => {
    expect(checkFlow(page, 'book_table.yaml').diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'unknown-flow: There is no flow "directions".',
      'unknown-file: There is no file knowledge.md.',
    ])
  })

  it('agrees with a manifest of its tools, and is told where it does not', () => {
    const all = (properties: object): object => ({ type: 'object', required: Object.keys(properties), properties })
    const times = { type: 'array', items: all({ at: { type: 'string' } }) }
    const tools = {
      availability: {
        effect: 'read' as const,
        input: all({ guests: { type: 'integer' }, at: { type: 'string' } }) as never,
        output: all({ times }) as never,
      },
      book: {
        effect: 'write' as const,
        input: all({ at: { type: 'string' }, guests: { type: 'integer' }, mobile: { type: 'string' } }) as never,
        errors: ['conflict'],
      },
    }
    expect(check(page, { tools, destinations: ['front_desk'] }).diagnostics).toEqual([])
    const mistaken = page
      .replace('result.times', 'result.tims')
      .replace('{ guests: =slots.party_size, at: =slots.at }', '{ guests: =slots.at, from: =slots.at }')
      .replace('transfer: front_desk', 'transfer: back_desk')
      .replace('{ conflict: other_day,', '{ conflicts: other_day,')
    const { diagnostics } = check(mistaken, { tools, destinations: ['front_desk'] })
    expect(diagnostics.map(({ code, place }) => `${code} ${mistaken.slice(place.start, place.end)}`)).toEqual([
      'tool-input with',
      'tool-input =slots.at',
      'tool-input from',
      'unknown-field result.tims',
      'unknown-outcome conflicts',
      'unknown-destination back_desk',
    ])
  })
})
