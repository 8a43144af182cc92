import { describe, expect, test } from 'vitest'
import { keyedFetch, type Fetch } from './keyed-fetch.ts'

/** The other side: what it was sent, and what it answers. */
function other(answer: () => Promise<Response> = async () => new Response('ok')) {
  const requests: Request[] = []
  const base: Fetch = async (input, init) => {
    const request = new Request(input, init)
    requests.push(request)
    request.signal.throwIfAborted()
    return answer()
  }
  return { requests, base }
}

const live = () => new AbortController().signal
const url = 'https://bookings.test/tables'

test('sends the key with every request, beside the handler’s own headers and body', async () => {
  const { requests, base } = other()
  const fetch = keyedFetch('c1:k', live(), base)
  await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"guests":4}' })
  await fetch(new Request(url, { method: 'DELETE' }))
  expect(requests.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['c1:k', 'c1:k'])
  expect(requests[0]?.headers.get('content-type')).toBe('application/json')
  expect(await requests[0]?.text()).toBe('{"guests":4}')
  expect(requests[1]?.method).toBe('DELETE')
})

test('leaves a key that the handler has set: a second write of the same call', async () => {
  const { requests, base } = other()
  await keyedFetch('c1:k', live(), base)(url, { method: 'POST', headers: { 'Idempotency-Key': 'c1:k-2' } })
  expect(requests[0]?.headers.get('idempotency-key')).toBe('c1:k-2')
})

test('ends with the tool’s time-out, and by the handler’s own signal', async () => {
  const { base } = other()
  await expect(keyedFetch('k', AbortSignal.abort(new Error('too long')), base)(url)).rejects.toThrow('too long')
  await expect(keyedFetch('k', live(), base)(url, { signal: AbortSignal.abort(new Error('mine')) })).rejects.toThrow(
    'mine',
  )
})

describe('a failure', () => {
  const failing = (why: unknown) => keyedFetch('k', live(), other(() => Promise.reject(why)).base)(url)

  test.each([
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }),
    new TypeError('fetch failed', {
      cause: new AggregateError([Object.assign(new Error(), { code: 'ENETUNREACH' })]),
    }),
    Object.assign(new Error(), { code: 'UND_ERR_CONNECT_TIMEOUT' }),
  ])('to reach anybody is certain not to have happened: %#', async (why) => {
    await expect(failing(why)).rejects.toMatchObject({ name: 'ToolError', code: 'unavailable' })
    await expect(failing(why)).rejects.toThrow('bookings.test could not be reached')
  })

  test.each([
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
    new TypeError('terminated'),
    undefined,
  ])('on the way may have happened: %#', async (why) => {
    const [settled] = await Promise.allSettled([failing(why)])
    expect(settled).toMatchObject({ status: 'rejected', reason: why })
  })

  test('that is an answer is the handler’s to read', async () => {
    const { base } = other(async () => new Response('no', { status: 503 }))
    expect((await keyedFetch('k', live(), base)(url)).status).toBe(503)
  })
})
