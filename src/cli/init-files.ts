/** A new project, by file: one agent, one tool, one test, what an editor and a CI need. `version` is Callchart's own. */
export function initFiles(version: string): Readonly<Record<string, string>> {
  return {
    'package.json': `${JSON.stringify(
      {
        private: true,
        type: 'module',
        scripts: {
          check: 'callchart validate flows --tools manifest.json',
          test: 'callchart test flows',
          chat: 'callchart chat flows/table.yaml --project .',
          manifest: 'callchart types --manifest --out manifest.json',
          start: 'callchart serve',
        },
        dependencies: { callchart: `^${version}`, typebox: '^1.4.0' },
        engines: { node: '>=24' },
      },
      null,
      2,
    )}\n`,
    'callchart.config.ts': config,
    'tools.ts': tools,
    'flows/table.yaml': flow,
    'flows/table.test.yaml': test,
    '.vscode/settings.json': editor,
    '.vscode/extensions.json': `${JSON.stringify({ recommendations: ['redhat.vscode-yaml'] }, null, 2)}\n`,
    '.github/workflows/callchart.yml': workflow,
    '.gitignore': 'node_modules\n.callchart\n',
    'README.md': readme,
  }
}

const config = `import { defineConfig } from 'callchart'

export const config = defineConfig({
  flows: 'flows',
  tools: './tools.ts',
  // where \`transfer\` may go, by name
  destinations: { front_desk: '+442079460001' },
})
`

const tools = `import { defineTool, ToolError } from 'callchart'
import { Type } from 'typebox'

// Yours would ask a booking system. This one keeps its tables in memory.
const booked = new Map<string, string>()
let next = 100

export const bookTable = defineTool({
  name: 'book_table',
  description: 'Books a table.',
  // happens once for its key, whatever is retried, interrupted or restarted
  effect: 'write',
  input: Type.Object({ guests: Type.Integer(), at: Type.String() }),
  output: Type.Object({ reference: Type.String() }),
  errors: ['full'],
  handler({ guests }, { idempotencyKey }) {
    if (guests > 8) throw new ToolError('full', 'There is no table for so many.')
    const reference = booked.get(idempotencyKey) ?? \`T\${next++}\`
    booked.set(idempotencyKey, reference)
    return { reference }
  },
  // after a crash: was it booked?
  reconcile(key) {
    const reference = booked.get(key)
    return reference === undefined ? null : { reference }
  },
})
`

const flow = `flow: table
description: Books a table.
language: en-GB
timezone: Europe/London
start: greet
commands: { help: true, repeat: true, operator: to_person }
slots:
  guests: { type: integer, min: 1, max: 20, hint: how many of you are coming }
  at: { type: datetime, earliest: "12:00", latest: "22:00", hint: the day and the time }
states:
  greet: { greeting: "Thank you for calling Alba.", next: ask }
  ask:
    gather: [guests, at]
    prompt: How many people, and for when?
    prompts: { guests: For how many people?, at: For what day and time? }
    nomatch: ["Sorry, for how many people, and when?", { say: Let me get someone., to: to_person }]
    noinput: ["Are you still there?", { repeat: true }, { to: goodbye }]
    next: check
  check:
    confirm: "{{ slots.guests }} people, {{ slots.at | datetime }}. Is that right?"
    confirmed: book
    denied: { correct: [guests, at], next: check }
    nomatch: [{ repeat: true }, { to: to_person }]
    noinput: [{ repeat: true }, { to: goodbye }]
  book:
    tool: book_table
    with: { guests: =slots.guests, at: =slots.at }
    save: { reference: result.reference }
    filler: { after: 800ms, say: [One moment please., I am still booking it.], every: 1500ms }
    next: booked
    outcomes: { full: full, uncertain: to_person, error: to_person }
  booked: { say: "You are booked. Your reference is {{ reference | spell }}.", next: goodbye }
  full: { say: "I am sorry, we have no table for so many.", next: goodbye }
  to_person:
    transfer: front_desk
    outcomes: { busy: sorry, noanswer: sorry, declined: sorry, failed: sorry }
  sorry: { end: I am sorry that nobody can take your call. Please call again later. }
  goodbye: { end: Goodbye!, outcome: completed }
`

const test = `flow: table
clock: 2026-10-08T13:00:00+01:00 # a Thursday
stubs: { book_table: { returns: { reference: T100 } } }
tests:
  books a table, and corrects the number:
    - hears: Alba
    - says: four of us on friday at seven
    - expect: { state: check, slots: { guests: 4 } }
    - says: no, five of us
    - expect: { state: check, slots: { guests: 5 } }
    - says: "yes"
    - hears: T 1 0 0
    - expect: { called: { book_table: 1 }, ended: completed }
  says nothing:
    - silence: 6s
    - hears: still there
    - silence: 6s
    - silence: 6s
    - expect: { called: { book_table: 0 }, ended: completed }
  there is no table:
    - stub: { name: book_table, fails: full }
    - says: nineteen people tomorrow at eight
    - says: "yes"
    - hears: no table
`

const editor = `${JSON.stringify(
  {
    'yaml.schemas': {
      './node_modules/callchart/schemas/flow.schema.json': ['flows/*.yaml', '!flows/*.test.yaml'],
      './node_modules/callchart/schemas/test.schema.json': ['flows/*.test.yaml'],
    },
  },
  null,
  2,
)}\n`

const workflow = `name: conversations
on: [push, pull_request]
jobs:
  conversations:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: 24 }
      - run: npm install
      # what is wrong shows on the lines of the pull request
      - run: npx callchart types --manifest --out manifest.json
      - run: npx callchart validate flows --tools manifest.json --format github --max-warnings 0
      - run: npx callchart test flows
`

const readme = `# Conversations

\`\`\`sh
npm install
npm test            # the conversation tests, on a virtual clock
npm run chat        # talk to the agent by typing
npm start           # answer calls: says what it still needs for Twilio
\`\`\`

\`flows/table.yaml\` is the agent, \`tools.ts\` what it can do, \`flows/table.test.yaml\` the conversations that it must hold. The
designer's manual is in \`node_modules/callchart/flows/README.md\`. Designers' machines check flows without the tools' code:
\`npm run manifest\` writes what they need to know of it.
`
