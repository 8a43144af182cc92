import { dirname, extname, resolve } from 'node:path'
import { defineCommand } from 'citty'
import { drawDiagnostics } from '../../engine/language/excerpt.ts'
import { assemble, UnsoundFlows } from '../server/assemble.ts'
import { ProviderError } from '../providers/provider-error.ts'
import { readConfig, type ServerConfig } from '../server/config.ts'
import { createLogger } from '../server/logger.ts'
import { UnkeyedSecrets } from '../server/secret-flows.ts'
import { ServerError } from '../server/server-error.ts'
import { StoreError } from '../store/store-error.ts'
import { loadTools, ToolLoadError } from '../tools/load-tools.ts'
import { createFeed } from './feed.ts'
import { lengthMs } from './stored/retention.ts'
import { ProjectError, readFlows, readProject, readVersions } from './project/project.ts'

export const serveCommand = defineCommand({
  meta: { name: 'serve', description: 'Answers calls. Settings come from the environment and callchart.config.ts.' },
  args: {
    project: { type: 'string', description: 'Folder of callchart.config.ts', valueHint: 'DIR', default: '.' },
    flows: { type: 'string', description: 'Folder of flows, or one file', valueHint: 'DIR' },
    tools: { type: 'string', description: 'Module whose exports are the tools', valueHint: 'MODULE' },
    feed: {
      type: 'boolean',
      description: "Print what happens on calls as JSON lines, callers' words included: for development only",
    },
  },
  /** 0 after a polite end, 2 where the server could not start. */
  async run({ args }) {
    const read = readConfig(process.env)
    if (!read.ok) {
      for (const { variable, problem, advice } of read.problems) console.error(`${variable} ${problem}.\n  ${advice}`)
      return 2
    }
    try {
      return await serve(read.config, args)
    } catch (error) {
      return explain(error)
    }
  },
})

interface ServeArgs {
  readonly project: string
  readonly flows?: string | undefined
  readonly tools?: string | undefined
  readonly feed?: boolean | undefined
}

async function serve(config: ServerConfig, args: ServeArgs): Promise<number> {
  const project = await readProject(resolve(args.project))
  const place = args.flows ?? resolve(args.project, project.flows ?? 'flows')
  const flows = await readFlows(place)
  const module = args.tools ?? (project.tools === undefined ? undefined : resolve(args.project, project.tools))
  const tools = module === undefined ? [] : await loadTools(module)
  const logger = createLogger({ level: args.feed ? 'silent' : config.logLevel })
  const assembly = await assemble(
    config,
    {
      flows,
      tools,
      numbers: project.numbers ?? {},
      versions: await readVersions(project, args.project),
      destinations: project.destinations ?? {},
      ...(project.hold === undefined ? {} : { hold: placeOf(project.hold, args.project) }),
      ...(project.outbound === undefined ? {} : { outbound: project.outbound }),
      ...(project.speech === undefined ? {} : { speech: project.speech }),
      ...(project.decisions === undefined ? {} : { decisions: project.decisions }),
      sounds: extname(place) === '' ? place : dirname(place),
      limits: {
        ...(project.retention === undefined ? {} : { retentionMs: lengthMs(project.retention) }),
        ...(project.longest === undefined ? {} : { callMs: lengthMs(project.longest) }),
      },
      ...(args.feed ? { observer: createFeed(process.stdout) } : {}),
    },
    logger,
  )
  const { host, port } = await assembly.server.listen()
  const say = args.feed ? (line: string) => process.stderr.write(`${line}\n`) : console.log
  say(`Callchart answers on http://${host}:${port}`)
  for (const line of assembly.chosen) say(`  ${line}`)
  if (config.missingForTwilio.length > 0)
    say(`  Twilio     not connected. Missing:\n${config.missingForTwilio.map((line) => `    ${line}`).join('\n')}`)
  else say(`  Twilio     ${config.publicUrl}/twilio/voice (set this as the number's voice webhook, POST)`)
  await new Promise<void>((stop) => {
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  })
  await assembly.close()
  return 0
}

/** What could not be started, for people. */
function explain(error: unknown): number {
  if (error instanceof UnsoundFlows) {
    const { diagnostics, flows } = error
    console.error(drawDiagnostics(diagnostics, { textOf: (file) => flows.find((flow) => flow.file === file)?.text }))
  } else if (error instanceof StoreError)
    console.error(
      `The store cannot be used: ${error.message}\n  Start Redis, correct REDIS_URL, or unset it for the embedded store.`,
    )
  else if (isForPeople(error)) console.error(error.message)
  else console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return 2
}

/** What a project or a machine lacks: its message says how to mend it, and a stack would only hide that. */
function isForPeople(error: unknown): error is Error {
  return [ServerError, ProjectError, ToolLoadError, ProviderError, UnkeyedSecrets].some((kind) => error instanceof kind)
}

/** Music of the project by its path, an address as it is. */
function placeOf(hold: string, project: string): string {
  return hold.startsWith('https://') ? hold : resolve(project, hold)
}
