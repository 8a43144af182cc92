import { filterNames, speak } from '../../../engine/answers/speak.ts'
import { functions, refusedFunctions, type ParameterType } from '../../../engine/expressions/functions.ts'
import { reservedWords } from '../../../engine/expressions/scope.ts'
import { checkFlow } from '../../../engine/language/check.ts'
import type { Json } from '../../../engine/language/json.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import { defaultFlows } from '../../../engine/patterns/default-flows.ts'
import { spokenForm } from '../../../engine/prompts/spoken-form.ts'
import { chat } from '../../../engine/rehearsal/chat.ts'

const spokenTable = /^<!-- spoken: (.*?) -->\n[^]*?^<!-- end -->$/gm

/** The page with its tables of what is said for a text that is written for the eye. */
export function withSpokenTables(text: string): string {
  return text.replaceAll(spokenTable, (_, texts: string) => {
    const said = texts.split(' | ').map((one) => [one, spokenForm(one, 'en-GB')])
    return `<!-- spoken: ${texts} -->\n${rows(['written', 'said'], said)}\n<!-- end -->`
  })
}

/** The page with what the engine itself lists: filters, functions, reserved words, the commands of a chat. */
export function withSourceTables(text: string): string {
  return Object.entries(tables).reduce(
    (page, [name, write]) =>
      page
        .replace(
          new RegExp(`^<!-- ${name} -->\\n[^]*?^<!-- end -->$`, 'm'),
          () => `<!-- ${name} -->\n${write()}\n<!-- end -->`,
        )
        .replace(
          new RegExp(`<!-- ${name} -->[^\\n]*?<!-- end ${name} -->`),
          () => `<!-- ${name} -->${write()}<!-- end ${name} -->`,
        ),
    text,
  )
}

const tables: Readonly<Record<string, () => string>> = {
  filters: filterTable,
  functions: () =>
    rows(
      ['function', 'what it gives'],
      Object.entries(functions).map(([name, { parameters, optional = 0, about }]) => [
        `\`${name}(${parameters.map((kind, index) => (index >= parameters.length - optional ? `[${named[kind]}]` : named[kind])).join(', ')})\``,
        about,
      ]),
    ),
  refused: () =>
    rows(
      ['instead of', 'because'],
      Object.entries(refusedFunctions).map(([name, why]) => [
        `\`${name}()\``,
        `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
      ]),
    ),
  reserved: () => reservedWords.map((word) => `\`${word}\``).join(', '),
  'chat help': chatHelp,
  patterns: () =>
    rows(
      ['flow', 'when it is run'],
      Object.values(defaultFlows).map(({ flow, description = '' }) => [`\`${flow}\``, description]),
    ),
}

const named: Readonly<Record<ParameterType, string>> = {
  text: 'text',
  number: 'number',
  list: 'list',
  sized: 'list or text',
  searched: 'text or list',
  moment: 'date and time',
  any: 'value',
}

/** Of each filter what it is for, and a value to show it with. */
const shown: Readonly<Record<string, readonly [about: string, value: Json, ...args: readonly string[]]>> = {
  date: ['A day.', '2026-10-13'],
  time: ['A time of day.', '19:30'],
  datetime: ['A day and a time.', '2026-10-09T19:00:00+01:00'],
  number: ['A number.', 12.5],
  integer: ['A number, rounded.', 12],
  digits: ['Digits one by one, in groups.', '12345590'],
  phone: ['A telephone number, in groups.', '+442079460000'],
  money: ['An amount. For a bare number the currency is the argument.', 12.5, 'GBP'],
  duration: ['A length of time.', 'PT1H30M'],
  boolean: ['Yes or no.', true],
  list: [
    'A list, with "or" before the last. The argument is the field of an item; `list(\'at\', \'and\')` has "and".',
    ['19:00', '20:30'],
  ],
  or: ['What is said when the value is not there.', null, 'some'],
  lower: ['In small letters.', 'ABC'],
  upper: ['In capital letters.', 'abc'],
  spell: ["Letter by letter; `spell('alphabet')` with a word for each.", 'A5T', 'alphabet'],
  postcode: ['A postcode, letter by letter.', 'W2 0AB'],
  email: ['An e-mail address.', 'john.smith@gmail.com'],
}

function filterTable(): string {
  const nowMs = Date.parse('2026-10-08T13:00:00+01:00')
  const context = { language: 'en-GB', timezone: 'Europe/London', nowMs }
  return rows(
    ['filter', 'for', 'value', 'is spoken'],
    filterNames.map((name) => {
      const example = shown[name]
      if (example === undefined) throw new Error(`The manual does not show the filter "${name}".`)
      const [about, value, ...args] = example
      const written = args.length === 0 ? name : `${name}(${args.map((arg) => `'${arg}'`).join(', ')})`
      return [`\`${written}\``, about, `\`${JSON.stringify(value)}\``, speak(name, value, args, context)]
    }),
  )
}

/** What `/help` answers. */
function chatHelp(): string {
  const { flow } = checkFlow(
    'flow: a\nstart: b\nslots: { c: { type: text } }\nstates: { b: { gather: c, prompt: c, next: d }, d: { end: "" } }\n',
    'flow.yaml',
  )
  if (flow === null) throw new Error('The flow behind /help has a fault.')
  const talk = chat(compileFlow(flow), { start: { at: 0 } })
  talk.next()
  const answer = talk.next('/help').value
  const lines = 'lines' in answer ? answer.lines : answer
  return `\`\`\`text\n${lines
    .slice(1)
    .map((line) => line.slice(2))
    .join('\n')}\n\`\`\``
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${'---|'.repeat(head.length)}`, ...body.map(line)].join('\n')
}
