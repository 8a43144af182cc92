import { describe, expect, it } from 'vitest'
import { checkFlows } from '../../../engine/language/check.ts'
import type { CheckedFlows } from '../../../engine/language/check.ts'
import { namedFiles } from '../../../engine/language/named-files.ts'

const main = (head: string, states = '  ask: { gather: n, prompt: "How many?", next: bye }\n'): string =>
  `flow: demo\n${head}\nstart: ask\nstates:\n${states}  bye: { end: Goodbye }\n`
const check = (files: Readonly<Record<string, string>>): CheckedFlows =>
  checkFlows(Object.entries(files).map(([file, text]) => ({ file, text })))
/** `file:line:column code` of everything that is found. */
const found = (files: Readonly<Record<string, string>>): readonly string[] =>
  check(files).diagnostics.map(({ code, place }) => `${place.file}:${place.line}:${place.column} ${code}`)

describe('imports', () => {
  it('bring slots, prompts, hours and knowledge, from files that import others', () => {
    const { results, diagnostics } = check({
      'flows/main.yaml': main(
        'timezone: UTC\nimports: [../shared/a.yaml]',
        '  ask: { gather: n, prompt: { use: many }, next: [{ when: "open(\'main\')", to: bye }, { else: bye }] }\n',
      ),
      'shared/a.yaml': 'imports: b.yaml\nslots: { n: { type: integer } }\nprompts: { many: How many? }\n',
      'shared/b.yaml': 'hours: { main: { mon: 09:00-17:00 } }\nknowledge: [{ questions: Where?, answer: Here. }]\n',
    })
    expect(diagnostics).toEqual([])
    expect(results.map(({ file }) => file)).toEqual(['flows/main.yaml'])
    expect(results[0]?.flow).toMatchObject({
      slots: { n: { type: 'integer' } },
      hours: { main: [{ days: [1] }] },
      knowledge: [{ id: 'where' }],
    })
  })

  it('are found by two ways and taken once', () => {
    const { diagnostics } = check({
      'main.yaml': main('imports: [a.yaml, b.yaml]'),
      'a.yaml': 'imports: c.yaml\nslots: {}',
      'b.yaml': 'imports: c.yaml\nslots: {}',
      'c.yaml': 'slots: { n: { type: integer } }',
    })
    expect(diagnostics).toEqual([])
  })

  it('have their faults told in their own file, once, whoever imports them', () => {
    const shared = 'slots:\n  n: { type: integer, reject: [{ when: "slots.n > slots.m", say: Too many. }] }\n'
    expect(
      found({
        'one.yaml': main('imports: shared.yaml'),
        'two.yaml': main('imports: shared.yaml').replace('demo', 'other'),
        'shared.yaml': shared,
      }),
    ).toEqual(['shared.yaml:2:51 unknown-slot'])
    expect(
      found({ 'one.yaml': main('imports: shared.yaml'), 'shared.yaml': 'slots: { n: { type: intger } }' }),
    ).toEqual(['shared.yaml:1:21 wrong-value'])
    expect(found({ 'one.yaml': main('imports: shared.yaml'), 'shared.yaml': 'slots: { n: { type: integer }' })).toEqual(
      ['shared.yaml:1:30 yaml-syntax'],
    )
  })

  it('that clash name both places, and a cycle its way', () => {
    const { diagnostics } = check({
      'main.yaml': main('imports: a.yaml\nslots: { n: { type: integer } }'),
      'a.yaml': '\nslots:\n  n: { type: text }\n',
    })
    expect(diagnostics.map(({ place, message }) => `${place.file}:${place.line} ${message}`)).toEqual([
      'a.yaml:3 "n" is also declared in main.yaml, line 3.',
    ])
    const cycle = check({
      'main.yaml': main('imports: a.yaml\nslots: { n: { type: integer } }'),
      'a.yaml': 'imports: main.yaml',
    })
    expect(cycle.diagnostics.map(({ message }) => message)).toEqual([
      'This imports itself: main.yaml → a.yaml → main.yaml.',
    ])
  })

  it('are listed for whoever reads files', () => {
    const text = 'flow: a\nimports: [../x.yaml, y.yaml]\nknowledge: k.md\n'
    expect(namedFiles(text, 'flows/a.yaml')).toEqual(['x.yaml', 'flows/y.yaml', 'flows/k.md'])
    expect(namedFiles('flow: a\n', 'a.yaml')).toEqual([])
    expect(namedFiles('imports: [', 'a.yaml')).toEqual([])
  })
})

describe('knowledge in a file', () => {
  const slots = 'slots: { n: { type: integer } }\ninputs: { place: { type: text, default: Soho } }\n'
  const md = `# Title, and a note

Not an answer.

## Where are you?

* How do I find you?
- What is *your* address?

In {{ inputs.place }}, by the
[station](https://example.org).

<!-- a note -->
## Is it **far**?
No.
`
  it('is questions under headings, other words for them in a list, and the answer below', () => {
    const { results, diagnostics } = check({ 'main.yaml': main(`${slots}knowledge: facts.md`), 'facts.md': md })
    expect(diagnostics).toEqual([])
    expect(results[0]?.flow?.knowledge).toEqual([
      {
        id: 'where-are-you',
        questions: ['Where are you?', 'How do I find you?', 'What is your address?'],
        answer: { variants: [['In ', { expression: { cel: 'inputs.place' }, filters: [] }, ', by the station.']] },
      },
      { id: 'is-it-far', questions: ['Is it **far**?'], answer: { variants: [['No.']] } },
    ])
  })

  it('has its faults told at its own lines', () => {
    const broken = md.replace('inputs.place', 'inputs.plaice').replace('\nNo.\n', '\n')
    expect(found({ 'main.yaml': main(`${slots}knowledge: facts.md`), 'facts.md': broken })).toEqual([
      'facts.md:10:7 unknown-input',
      'facts.md:14:4 missing-key',
    ])
  })

  it('may be YAML, beside entries in the flow', () => {
    const { results, diagnostics } = check({
      'main.yaml': main(`${slots}knowledge: [{ questions: Where?, answer: Here. }, more.yaml]`),
      'more.yaml': '- { questions: [When?], answer: Now. }\n',
    })
    expect(diagnostics).toEqual([])
    expect(results.map(({ file }) => file)).toEqual(['main.yaml'])
    expect(results[0]?.flow?.knowledge.map(({ id }) => id)).toEqual(['where', 'when'])
  })
})

describe('flows that run each other', () => {
  const vehicle = `flow: vehicle
inputs: { claim: { type: integer } }
outputs: { plate: slots.plate }
start: ask
slots: { plate: { type: text } }
states:
  ask: { gather: plate, prompt: "Which plate?", next: done }
  done: { end: "", outcome: told }
`
  const claim = (run: string, said = 'plate'): string => `flow: claim
start: car
states:
  car: { run: vehicle, ${run}, next: tell }
  tell: { say: "{{ ${said} }}", next: bye }
  bye: { end: Goodbye }
`
  it('are typed against each other, and bundled', () => {
    const { results, diagnostics } = check({
      'claim.yaml': claim('with: { claim: 7 }, save: { plate: result.plate }, outcomes: { error: bye }'),
      'vehicle.yaml': vehicle,
    })
    expect(diagnostics).toEqual([])
    const [first] = results
    expect(first?.flow?.runs['vehicle']).toMatchObject({ flow: 'vehicle', runs: {} })
    expect(Object.keys(first?.flow?.runs ?? {})).not.toContain('claim')
  })

  it('what is saved is there on the way of every outcome but `error`', () => {
    const ways = (outcome: string): readonly string[] =>
      found({
        'claim.yaml': claim(`with: { claim: 7 }, save: { plate: result.plate }, outcomes: { ${outcome} }`).replace(
          'next: tell',
          'next: bye',
        ),
        'vehicle.yaml': vehicle,
      })
    expect(ways('told: tell')).toEqual([])
    expect(ways('error: tell')).toEqual([expect.stringContaining('unfilled-slot')])
  })

  it.each([
    [
      'an output that there is not',
      'with: { claim: 7 }, save: { plate: result.palte }',
      ['claim.yaml:4:59 unknown-field'],
    ],
    ['an input that is missing', 'save: { plate: result.plate }', ['claim.yaml:4:3 run-input']],
    [
      'an outcome that it never has',
      'with: { claim: 7 }, save: { plate: result.plate }, outcomes: { tld: bye }',
      ['claim.yaml:4:87 unknown-outcome'],
    ],
  ])('with %s', (_, run, expected) => {
    expect(found({ 'claim.yaml': claim(run), 'vehicle.yaml': vehicle })).toEqual(expected)
  })

  it('are no bundle where one of them is not sound', () => {
    const { results } = check({
      'claim.yaml': claim('with: { claim: 7 }, save: { plate: result.plate }'),
      'vehicle.yaml': vehicle.replace('next: done', 'next: dne'),
    })
    expect(results.map(({ flow, diagnostics }) => [flow, diagnostics.length])).toEqual([
      [null, 0],
      [null, 1],
    ])
  })

  it('a project’s own pattern takes the place of the default one', () => {
    const files = {
      'main.yaml': main('commands: { help: true }\nslots: { n: { type: integer } }'),
      'help.yaml':
        'flow: pattern_help\nstart: tell\nstates: { tell: { say: Just speak., next: back }, back: { end: "" } }',
    }
    const { results, diagnostics } = check(files)
    expect(diagnostics).toEqual([])
    expect(JSON.stringify(results[0]?.flow?.runs['pattern_help'])).toContain('Just speak.')
    const without = check({ 'main.yaml': files['main.yaml'] }).results[0]?.flow?.runs
    expect(JSON.stringify(without?.['pattern_help'])).not.toContain('Just speak.')
  })

  it('a run may need what was granted before it', () => {
    const account = 'flow: account\nrequires: verified\nstart: bye\nstates: { bye: { end: Fine., requires: verified } }'
    const states = (grants: string): string =>
      main('', `  ask: { tool: check, ${grants}next: go, outcomes: { error: bye } }\n  go: { goto_flow: account }\n`)
    expect(found({ 'a.yaml': states('grants: verified, '), 'b.yaml': account })).toEqual([])
    expect(found({ 'a.yaml': states(''), 'b.yaml': account })).toEqual(['a.yaml:6:20 not-granted'])
  })
})

describe('A flow with days and no time zone', () => {
  const inner = `flow: inner\nlanguage: en-GB\nstart: ask\nslots: { day: { type: date } }\nstates:\n  ask: { gather: day, prompt: Which day?, next: done }\n  done: { end: "" }\n`
  const outer = (head: string): string =>
    `flow: outer\nlanguage: en-GB\n${head}start: go\nstates:\n  go: { run: inner, next: bye, outcomes: { error: bye } }\n  bye: { end: Goodbye! }\n`

  it('has that of the flow that runs it', () => {
    expect(found({ 'outer.yaml': outer('timezone: Europe/London\n'), 'inner.yaml': inner })).toEqual([])
    expect(
      check({ 'outer.yaml': outer('timezone: Europe/London\n'), 'inner.yaml': inner }).results[0]?.flow?.runs['inner'],
    ).toMatchObject({ timezone: 'Europe/London' })
  })

  it('keeps a UTC that it names', () => {
    const { results } = check({
      'outer.yaml': outer('timezone: Europe/London\n'),
      'inner.yaml': inner.replace('start:', 'timezone: UTC\nstart:'),
    })
    expect(results[0]?.flow?.runs['inner']).toMatchObject({ timezone: 'UTC' })
  })

  it('is told of where that one names none either', () => {
    expect(found({ 'outer.yaml': outer(''), 'inner.yaml': inner })).toEqual(['inner.yaml:4:10 timezone-missing'])
  })
})
