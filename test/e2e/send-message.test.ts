import { expect, onTestFinished, test } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import { messageTool } from '../../src/telephony/twilio/message-tool.ts'
import { createRegistry } from '../../src/tools/registry.ts'
import { createToolRunner } from '../../src/tools/run-tool.ts'
import { intent, lease, newCall, step } from '../contract/steps.ts'
import { startTwilio, type TwilioOptions } from '../stand-ins/twilio.ts'

async function start(options: TwilioOptions & { readonly from?: string; readonly timeoutMs?: number } = {}) {
  const twilio = await startTwilio(options)
  const store = createSqliteStore({ file: ':memory:' })
  onTestFinished(async () => {
    await twilio.close()
    await store.close()
  })
  const { accountSid, authToken, apiBaseUrl } = twilio
  const account = { accountSid, authToken, apiBaseUrl }
  const tool = messageTool({ from: options.from ?? '+442079460000', to: ['+44', '+49'], account })
  const runner = createToolRunner({ registry: createRegistry([tool]), store })
  await store.create(newCall('c1'), lease('a'))
  let seq = 0
  const send = async (key: string, input: { readonly to: string; readonly text: string }) => {
    const deadline = Date.now() + (options.timeoutMs ?? 5000)
    const call = intent(key, { tool: 'send_message', input, deadline, retry: { max: 0, errors: [] } })
    seq += 1
    await store.commit(step('c1', 1, seq, { intents: [call] }))
    return runner.run({ callId: 'c1', call, signal: new AbortController().signal })
  }
  return { twilio, store, send }
}

const hello = { to: '+447700900123', text: 'Your code is 4711. Grüße!' }

test('a message is sent once, however often its key comes', async () => {
  const { twilio, send } = await start()
  const first = await send('c1:k', hello)
  expect(first).toMatchObject({ ok: true, result: { id: expect.stringMatching(/^SM/) } })
  expect(await send('c1:k', hello)).toEqual(first)
  expect(twilio.messages).toEqual([{ ...hello, from: '+442079460000' }])
})

test('a number that nobody allowed gets nothing, and neither does what is no number', async () => {
  const { twilio, store, send } = await start()
  expect(await send('a', { ...hello, to: '+15005550006' })).toMatchObject({ ok: false, error: 'denied' })
  expect(await send('b', { ...hello, to: '0800 123' })).toMatchObject({ ok: false, error: 'invalid_input' })
  expect(twilio.messages).toEqual([])
  expect((await store.ledger('c1')).map(({ state }) => state)).toEqual(['failed', 'failed'])
})

test('where Twilio is too slow nobody knows, and it is not sent again', async () => {
  const { twilio, store, send } = await start({ restDelayMs: 600, timeoutMs: 200 })
  expect(await send('k', hello)).toMatchObject({ ok: false })
  expect(await store.ledger('c1')).toMatchObject([{ state: 'uncertain' }])
  expect(await send('k', hello)).toMatchObject({ ok: false })
  // It arrived all the same.
  await expect.poll(() => twilio.messages.length).toBe(1)
})
