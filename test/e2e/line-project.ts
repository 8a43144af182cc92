import { mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Notice } from '../../src/call/observer.ts'
import type { StoredCall } from '../../src/store/store.ts'
import { assemble, type Assembly, type Parts } from '../../src/server/assemble.ts'
import { readConfig } from '../../src/server/config.ts'
import type { Environment } from '../../src/server/env-reader.ts'
import { createLogger } from '../../src/server/logger.ts'
import { startTwilio, type StandInTwilio, type TwilioOptions } from '../stand-ins/twilio.ts'
import type { StandInCall } from '../stand-ins/twilio-call.ts'

export const publicUrl = 'https://voice.test'
/** Ours, and whose call it is. */
export const numbers = { ours: '+442079460000', caller: '+447700900123' } as const

/** Rendered once for all servers of a test file. */
const prompts = mkdtempSync(join(tmpdir(), 'callchart-line-prompts-'))
process.once('exit', () => rmSync(prompts, { recursive: true, force: true }))

/** A whole server with one flow, called through Twilio's stand-in by the real SDK. */
export interface LineProject {
  readonly assembly: Assembly
  readonly twilio: StandInTwilio
  /** What was heard of us on calls, in order. */
  readonly said: readonly string[]
  readonly notices: readonly Notice[]
  readonly logged: readonly string[]
  readonly url: string
  dial(): StandInCall
  /** The newest call as the store has it. */
  newest(): Promise<StoredCall | undefined>
  outcome(): Promise<string | null | undefined>
  /** The types and results of what happened to the newest call. */
  events(): Promise<readonly string[]>
}

export async function startLineProject(
  flow: string,
  options: {
    readonly parts?: Partial<Parts>
    readonly twilio?: TwilioOptions
    readonly env?: Environment
    /** Of the test itself, where several run at the same time. */
    readonly onFinished?: typeof onTestFinished
  } = {},
): Promise<LineProject> {
  const data = await mkdtemp(join(tmpdir(), 'callchart-line-'))
  await symlink(prompts, join(data, 'prompts'))
  let url = ''
  const twilio = await startTwilio({ reach: () => ({ [publicUrl]: url }), ...options.twilio })
  const read = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    CALLCHART_PUBLIC_URL: publicUrl,
    CALLCHART_DATA: data,
    CALLCHART_DRAIN_MS: '0',
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_API_BASE_URL: twilio.apiBaseUrl,
    ...options.env,
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const said: string[] = []
  const texts = new Map<string, string>()
  const notices: Notice[] = []
  const logged: string[] = []
  const parts: Parts = {
    flows: [{ file: 'flow.yaml', text: flow }],
    tools: [],
    numbers: {},
    destinations: {},
    observer: {
      notice(_, notice) {
        if (notice.type !== 'sent') notices.push(notice)
        if (notice.type === 'spoke') said.push(texts.get(notice.id) ?? '')
        if (notice.type !== 'stepped') return
        for (const effect of notice.effects) if (effect.type === 'say') texts.set(effect.id, effect.text)
      },
    },
    ...options.parts,
  }
  const logger = createLogger({ level: 'info', destination: { write: (line) => void logged.push(line) } })
  const assembly = await assemble(read.config, parts, logger)
  const { port } = await assembly.server.listen()
  url = `http://127.0.0.1:${port}`
  const { onFinished = onTestFinished } = options
  onFinished(async () => {
    await twilio.close()
    await assembly.close()
    // A prompt may be written just now.
    await rm(data, { recursive: true, force: true, maxRetries: 5 })
  })
  const newest = async () => (await assembly.store.list({ limit: 1 }))[0]
  return {
    assembly,
    twilio,
    said,
    notices,
    logged,
    url,
    dial: () =>
      twilio.dial({
        from: numbers.caller,
        to: numbers.ours,
        webhookUrl: `${publicUrl}/twilio/voice`,
        statusUrl: `${publicUrl}/twilio/status`,
      }),
    newest,
    async outcome() {
      const call = await newest()
      return call?.live === false ? call.snapshot?.context.outcome : 'live'
    },
    async events() {
      const call = await newest()
      const log = call === undefined ? [] : await assembly.store.log(call.callId)
      return log.map(({ event }) => {
        if (event.type === 'transfer.progressed') return event.how
        return event.type === 'transfer.finished' ? event.outcome : event.type
      })
    },
  }
}
