import type { CompiledFlow } from '../../../../engine/machine/compile.ts'
import type { TestCase } from '../../../../engine/rehearsal/run-test.ts'
import { Stage } from '../../../../engine/rehearsal/stage.ts'
import type { Check } from '../../../../engine/rehearsal/test-step.ts'
import { LineCall } from '../../../line-client/line-call.ts'
import { ProjectError } from '../../project/project.ts'
import { spokenLines } from './caller-voice.ts'
import { RemoteCall } from './remote-call.ts'
import { speakTest } from './speak-test.ts'
import type { Spoken } from './spoken.ts'

/** A server, and what is needed to call it as Twilio would, and to look at its calls. */
export interface RemoteServer {
  /** As its signatures have it, without a slash at the end. */
  readonly url: string
  readonly accountSid: string
  readonly authToken: string
  readonly apiToken: string
}

/** From the environment; rejects with ProjectError, which says what is missing. */
export function remoteServer(url: string, env: NodeJS.ProcessEnv): RemoteServer {
  const wanted = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'CALLCHART_API_TOKEN'] as const
  const missing = wanted.filter((name) => (env[name] ?? '') === '')
  if (missing.length > 0)
    throw new ProjectError(`To call ${url} as Twilio would, set what that server has: ${missing.join(', ')}.`)
  const [accountSid = '', authToken = '', apiToken = ''] = wanted.map((name) => env[name] ?? '')
  return {
    url: url.replace(/\/+$/, ''),
    accountSid,
    authToken: authToken.split(',')[0] ?? '',
    // NAME:SCOPES:SECRET, or the secret alone
    apiToken: apiToken.split(',')[0]?.split(':').at(-1) ?? '',
  }
}

/** Speaks a test to a server elsewhere. Its tools, its model and its clock are its own; states and the outcome are all that is looked at. */
export async function runRemote(compiled: CompiledFlow, test: TestCase, server: RemoteServer): Promise<Spoken> {
  const lines = await spokenLines(test, compiled.flow.language)
  const call = new RemoteCall(compiled, server.url, server.apiToken)
  await call.prepare().catch((error: unknown) => {
    throw new ProjectError(error instanceof Error ? error.message : String(error))
  })
  const { from, to } = test.setting
  const line = new LineCall({ ...server, publicUrl: server.url, from, to })
  try {
    line.ring()
    call.watch()
    const steps = test.steps.flatMap((written) => {
      const { step } = written
      if (!('check' in step)) return [written]
      const check = seenThere(step)
      return check === null ? [] : [{ ...written, step: check }]
    })
    const failure = await speakTest({ line, call, lines, stage: new Stage(), tell: async () => {} }, { ...test, steps })
    const began = call.events[0]?.at ?? call.now
    return { failure, notes: call.journal.notes, state: call.state, phase: call.state, callMs: call.now - began }
  } finally {
    call.unwatch()
    line.end()
  }
}

/** What of a check can be seen from there; null where nothing can. */
function seenThere(check: Check): Check | null {
  if (check.check !== 'expect') return null
  const { state, ended, turns } = check.expected
  const expected = {
    ...(state === undefined ? {} : { state }),
    ...(ended === undefined ? {} : { ended }),
    ...(turns === undefined ? {} : { turns }),
  }
  return Object.keys(expected).length === 0 ? null : { check: 'expect', expected }
}
