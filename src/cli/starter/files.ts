import { contextsOf } from '../../../engine/language/check.ts'
import { agentFlow, agentTest, agentTools, handlerTest } from './agent.ts'
import { flowTypes } from '../types/flow-types.ts'

/** A new project, by file: one agent, one tool, one test, what an editor and a CI need. `version` is Callchart's own. */
export function initFiles(version: string): Readonly<Record<string, string>> {
  return {
    'package.json': json({
      private: true,
      type: 'module',
      scripts: {
        check: 'callchart validate flows --tools tools.ts',
        test: 'callchart test flows && node --test',
        chat: 'callchart chat flows/table.yaml --project .',
        types: 'callchart types flows --out flow-types.ts',
        start: 'callchart serve',
      },
      dependencies: { callchart: `^${version}`, typebox: '^1.4.0' },
      // the handler's test is Node's own: an editor, and `tsc`, want its types
      devDependencies: { '@types/node': '^24.0.0' },
      engines: { node: '>=24' },
    }),
    'callchart.config.ts': config,
    'tools.ts': agentTools,
    'tools.test.ts': handlerTest,
    'flow-types.ts': flowTypes(contextsOf([{ file: 'flows/table.yaml', text: agentFlow }])),
    'flows/table.yaml': agentFlow,
    'flows/table.test.yaml': agentTest,
    'tsconfig.json': json(compiler),
    '.vscode/settings.json': json(editor),
    '.vscode/extensions.json': json({ recommendations: ['redhat.vscode-yaml'] }),
    '.github/workflows/callchart.yml': workflow,
    '.gitignore': 'node_modules\n.callchart\n',
    'README.md': readme,
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

const config = `import { defineConfig } from 'callchart'

export const config = defineConfig({
  flows: 'flows',
  tools: './tools.ts',
  // where \`transfer\` may go, by name
  destinations: { front_desk: '+442079460001' },
})
`

/** As Node runs TypeScript: types are taken away, and nothing else is done. */
const compiler = {
  compilerOptions: {
    target: 'es2024',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  },
}

const schemas = './node_modules/callchart/schemas'
const editor = {
  'yaml.schemas': {
    [`${schemas}/flow.schema.json`]: ['flows/**/*.yaml', '!flows/**/*.test.yaml', '!flows/**/*.eval.yaml'],
    [`${schemas}/test.schema.json`]: ['flows/**/*.test.yaml'],
    [`${schemas}/eval.schema.json`]: ['flows/**/*.eval.yaml'],
  },
}

const workflow = `name: conversations
on: [push, pull_request]
permissions:
  contents: read
jobs:
  conversations:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-node@v5
        with: { node-version: 24 }
      - run: npm install
      # what is wrong shows on the lines of the pull request
      - run: npx callchart validate flows --tools tools.ts --format github --max-warnings 0
      - run: npx callchart test flows --format github
      - run: npx callchart types flows --out flow-types.ts --check
      - run: node --test
`

const readme = `# Conversations

\`\`\`sh
npm install
npm test            # the conversations, on a virtual clock, and the tool's handler
npm run chat        # talk to the agent by typing
npm run check       # every mistake in the flows, and where they and the tools disagree
npm start           # answer calls: says what it still needs for Twilio
\`\`\`

\`flows/table.yaml\` is the agent, \`tools.ts\` what it can do, \`flows/table.test.yaml\` the conversations that it must hold, and
\`tools.test.ts\` what the tool must hold to. \`npm run types\` writes \`flow-types.ts\`: with it, a tool that is defined otherwise than
the flows use it is a type error. The designer's manual is in \`node_modules/callchart/flows/README.md\`.
`
