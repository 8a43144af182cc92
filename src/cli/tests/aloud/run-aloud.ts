import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawDiagnostics } from '../../../../engine/language/excerpt.ts'
import type { CompiledFlow } from '../../../../engine/machine/compile.ts'
import type { TestCase } from '../../../../engine/rehearsal/run-test.ts'
import { Stage } from '../../../../engine/rehearsal/stage.ts'
import type { FlowSource } from '../../../call/flows/flow-library.ts'
import { LineCall } from '../../../line-client/line-call.ts'
import { ProjectError } from '../../project/project.ts'
import { assemble, UnsoundFlows } from '../../../server/assemble.ts'
import { readConfig, type ServerConfig } from '../../../server/config.ts'
import { createLogger } from '../../../server/logger.ts'
import type { Tool } from '../../../tools/tool.ts'
import { AloudCall } from './aloud-call.ts'
import { spokenLines } from './caller-voice.ts'
import type { Spoken } from './spoken.ts'
import { speakTest } from './speak-test.ts'
import { clockFrom, stagedControl, stagedDecisions, stagedTools } from './stand-ins.ts'

/** The flow's files, and the project's own tools where it has some. */
export interface AloudWorld {
  readonly flows: readonly FlowSource[]
  readonly tools: readonly Tool[]
  readonly destinations: readonly string[]
}

/**
 * Runs a test with real audio: a server of its own in this process, with the embedded recogniser and voice, is called over
 * its webhooks and the stream's protocol; a local voice speaks the caller's lines. Tools and the model answer as the test says,
 * and the server's clock begins where the test's does.
 */
export async function runAloud(compiled: CompiledFlow, test: TestCase, world: AloudWorld): Promise<Spoken> {
  const { flow } = compiled
  const { setting } = test
  const folder = await mkdtemp(join(tmpdir(), 'callchart-aloud-'))
  const stage = new Stage(setting.stubs, setting.decides, setting.transfers)
  const call = new AloudCall(compiled, setting.clock)
  let line: LineCall | null = null
  const { config, publicUrl, accountSid, authToken } = await configFor(folder)
  const lines = await spokenLines(test, flow.language)
  const named = Object.values(flow.states).flatMap((state) => (state.kind === 'transfer' ? [state.destination] : []))
  const assembly = await assemble(
    config,
    {
      flows: world.flows,
      tools: stagedTools(flow, stage, world.tools),
      numbers: {
        '*': {
          flow: flow.flow,
          inputs: setting.inputs,
          ...(setting.language === undefined ? {} : { language: setting.language }),
        },
      },
      // nobody is really rung
      destinations: Object.fromEntries([...named, ...world.destinations].map((name) => [name, '+442079460999'])),
      speech: { words: ['embedded'], voice: ['embedded'] },
      observer: call,
      instead: {
        clock: clockFrom(setting.clock),
        decisions: stagedDecisions(stage),
        control: stagedControl(stage, () => line),
        chance: { uuid: () => crypto.randomUUID(), integer: (below) => setting.seed % below },
      },
    },
    createLogger({ level: 'silent' }),
  ).catch((error: unknown) => {
    throw error instanceof UnsoundFlows ? new ProjectError(drawn(error)) : error
  })
  try {
    await assembly.server.listen()
    line = new LineCall({ publicUrl, accountSid, authToken, from: setting.from, to: setting.to })
    line.ring()
    const failure = await speakTest(
      {
        line,
        call,
        lines,
        stage,
        tell: async (name, data) => {
          await assembly.desk.tell(call.callId ?? '', { type: 'event.received', name, data })
        },
      },
      test,
    )
    return {
      failure,
      notes: call.journal.notes,
      state: call.state,
      phase: call.phase,
      callMs: call.now - setting.clock,
    }
  } finally {
    line?.end()
    await assembly.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function drawn({ diagnostics, flows }: UnsoundFlows): string {
  return drawDiagnostics(diagnostics, { textOf: (file) => flows.find((flow) => flow.file === file)?.text })
}

async function configFor(
  folder: string,
): Promise<{ config: ServerConfig; publicUrl: string; accountSid: string; authToken: string }> {
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const accountSid = `AC${randomBytes(16).toString('hex')}`
  const authToken = randomBytes(16).toString('hex')
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: String(port),
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DATA: folder,
    CALLCHART_DRAIN_MS: '0',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
  })
  if (!read.ok) throw new TypeError(read.problems.map(({ variable, problem }) => `${variable} ${problem}`).join('\n'))
  return { config: read.config, publicUrl, accountSid, authToken }
}

/** A port of loopback that nobody has just now. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((go) => probe.listen(0, '127.0.0.1', go))
  const address = probe.address()
  await new Promise((done) => probe.close(done))
  return typeof address === 'object' && address !== null ? address.port : 0
}
