import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createSoundFiles } from '../../src/media/sound-files.ts'
import { startLineServer } from '../stand-ins/line-server.ts'
import { openRaw, postForm, ringFor, startMessage } from '../stand-ins/raw-stream.ts'

const callSid = `CA${'a'.repeat(32)}`

/** Somebody who waits for the server to come to them: how often it has. */
async function startTrap(): Promise<{ readonly url: string; readonly visits: () => number }> {
  let visits = 0
  const trap = createServer((socket) => {
    visits += 1
    socket.destroy()
  })
  await new Promise<void>((go) => trap.listen(0, '127.0.0.1', go))
  onTestFinished(() => new Promise<void>((go) => void trap.close(() => go())))
  const address = trap.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    visits: () => visits,
  }
}

it('goes to no address that a webhook, a stream, a header or an order names', { timeout: 60_000 }, async () => {
  const trap = await startTrap()
  const server = await startLineServer({ env: { CALLCHART_API_TOKEN: 'all:dial+read+operate:open-sesame' } })
  onTestFinished(() => server.close())
  const { accountSid } = server.twilio
  // Every field of Twilio's forms in which an address can stand, and those in which none should.
  const names = ['RecordingUrl', 'StatusCallback', 'Url', 'FallbackUrl', 'TranscriptionUrl', 'MediaUrl0', 'SipDomain']
  const addresses = Object.fromEntries([...names, 'From', 'To', 'ForwardedFrom'].map((name) => [name, `${trap.url}/x`]))
  for (const path of ['voice', 'resume', 'stream-ended', 'status', 'transfer-result', 'answered-by']) {
    const form = { CallSid: callSid, AccountSid: accountSid, CallStatus: 'in-progress', ...addresses }
    const query = path === 'status' ? `?call=${encodeURIComponent(trap.url)}` : ''
    expect((await postForm(server, `/twilio/${path}${query}`, form)).status).toBeLessThan(500)
  }
  const parameters = { ...(await ringFor(server, callSid)), url: trap.url, audio: `${trap.url}/a.wav` }
  const stream = await openRaw(server)
  stream.sendJson(startMessage({ streamSid: 'MZ1', callSid, accountSid, parameters }))
  await expect.poll(() => stream.received.length).toBeGreaterThan(0)
  for (const [path, body] of [
    ['/calls', { to: trap.url, flow: 'a', url: trap.url }],
    ['/calls/campaigns', { name: 'a', calls: [{ to: trap.url, flow: trap.url }] }],
    ['/calls/c-1/events', { name: trap.url, data: trap.url }],
    ['/calls/c-1/transfer', { destination: trap.url }],
  ] as const) {
    const headers = { authorization: 'Bearer open-sesame', 'content-type': 'application/json' }
    const forged = { ...headers, 'x-forwarded-host': new URL(trap.url).host, 'x-original-url': trap.url }
    const answer = await fetch(server.url + path, { method: 'POST', headers: forged, body: JSON.stringify(body) })
    expect(answer.status, path).toBeGreaterThanOrEqual(400)
    expect(answer.status, path).toBeLessThan(500)
  }
  expect(trap.visits()).toBe(0)
})

it('plays no sound that lies elsewhere: not behind an address, and not outside of the flows', async () => {
  const trap = await startTrap()
  const folder = await mkdtemp(join(tmpdir(), 'callchart-sounds-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const sounds = createSoundFiles(folder)
  const names = [`${trap.url}/a.wav`, `//${new URL(trap.url).host}/a.wav`, 'file:///etc/hostname', '/etc/hostname']
  const outside = ['../secret.wav', 'a/../../secret.wav', '..', '.']
  const refused = await sounds.prepare([...names, ...outside])
  expect(refused.map(({ name }) => name)).toEqual([...names, ...outside])
  expect(trap.visits()).toBe(0)
})
