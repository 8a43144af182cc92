import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import twilioSdk from 'twilio'
import { assemble } from '../../src/server/assemble.ts'
import { readConfig } from '../../src/server/config.ts'
import { createLogger } from '../../src/server/logger.ts'
import { heading, row } from './quantiles.ts'

/**
 * How long a call that rings waits for our answer: the signed webhook, over loopback, on a whole server with the embedded
 * store; its call is in the store, and its first step committed, when the answer comes. `npm run bench -- ring`
 */
const rings = 500
const publicUrl = 'https://voice.test'
const authToken = 'a-token-of-the-bench'
const accountSid = `AC${'0'.repeat(32)}`
const data = mkdtempSync(join(tmpdir(), 'callchart-ring-'))
const read = readConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  CALLCHART_PUBLIC_URL: publicUrl,
  CALLCHART_DATA: data,
  CALLCHART_DRAIN_MS: '0',
  TWILIO_ACCOUNT_SID: accountSid,
  TWILIO_AUTH_TOKEN: authToken,
})
if (!read.ok) throw new Error(JSON.stringify(read.problems))
const text = 'flow: bench\nstart: hello\nstates: { hello: { greeting: Hello., next: bye }, bye: { end: Goodbye! } }'
const assembly = await assemble(
  read.config,
  { flows: [{ file: 'bench.yaml', text }], tools: [], numbers: {}, destinations: {} },
  createLogger({ level: 'silent' }),
)
const { port } = await assembly.server.listen()

async function ring(number: number): Promise<number> {
  const form = {
    CallSid: `CA${String(number).padStart(32, '0')}`,
    AccountSid: accountSid,
    From: '+447700900123',
    To: '+442079460000',
    Direction: 'inbound',
    CallStatus: 'ringing',
  }
  const signature = twilioSdk.getExpectedTwilioSignature(authToken, `${publicUrl}/twilio/voice`, form)
  const began = performance.now()
  const response = await fetch(`http://127.0.0.1:${port}/twilio/voice`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
    body: new URLSearchParams(form),
  })
  const answer = await response.text()
  const ms = performance.now() - began
  if (!answer.includes('<Stream')) throw new Error(`The call was not answered: ${answer}`)
  return ms
}

const times: number[] = []
for (let number = 0; number < rings; number++) times.push(await ring(number))
console.log(heading)
console.log(row('the first call of a server', times.slice(0, 1)))
console.log(row('a call that rings, until it is answered', times.slice(1)))
await assembly.close()
rmSync(data, { recursive: true })
