import { expect, it } from 'vitest'
import { VirtualClock } from '../../test/stand-ins/virtual-clock.ts'
import { byBreaker, createCircuitBreaker } from './circuit-breaker.ts'
import { ProviderError } from './provider-error.ts'
import type { ProviderFault } from './provider-error.ts'

const failure = (code: ProviderFault) => new ProviderError(code, 'as told')

it('leaves a provider alone after three failures in a row, and tries it again after its rest', () => {
  const clock = new VirtualClock()
  const breaker = createCircuitBreaker(clock)
  const states = [1, 2, 3].map(() => {
    breaker.failed(failure('unavailable'))
    return breaker.state
  })
  expect(states).toEqual(['sound', 'shaky', 'open'])
  clock.tick(14_999)
  expect(breaker.state).toBe('open')
  clock.tick(1)
  expect(breaker.state).toBe('sound')
  breaker.failed(failure('unavailable'))
  expect(breaker.state).toBe('open')
  breaker.succeeded()
  expect(breaker.state).toBe('sound')
})

it('does not count failures with something good between them', () => {
  const breaker = createCircuitBreaker(new VirtualClock())
  for (let call = 0; call < 10; call++) {
    breaker.failed(failure('unavailable'))
    breaker.succeeded()
  }
  expect(breaker.state).toBe('sound')
})

it.each([
  ['a refusal for a minute', 'refused', 'open', 60_000],
  ['a silent one for three seconds', 'timeout', 'shaky', 3000],
] as const)('avoids %s', (_, code, state, forMs) => {
  const clock = new VirtualClock()
  const breaker = createCircuitBreaker(clock)
  breaker.failed(failure(code))
  expect(breaker.state).toBe(state)
  clock.tick(forMs)
  expect(breaker.state).toBe('sound')
})

it.each(['aborted', 'rejected', 'unsupported_language'] as const)(
  'holds nothing that is %s against a provider',
  (code) => {
    const breaker = createCircuitBreaker(new VirtualClock())
    for (let call = 0; call < 5; call++) breaker.failed(failure(code))
    expect(breaker.state).toBe('sound')
  },
)

it('asks the sound ones first, in their order, and those that are left alone last', () => {
  const clock = new VirtualClock()
  const providers = ['a', 'b', 'c', 'd'].map((name) => ({ name, breaker: createCircuitBreaker(clock) }))
  providers[0]!.breaker.failed(failure('refused'))
  providers[1]!.breaker.failed(failure('timeout'))
  expect(byBreaker(providers).map(({ name }) => name)).toEqual(['c', 'd', 'b', 'a'])
})

it.each([
  ['as long as it asks for', 4000, 4000],
  ['a minute at most', 3_600_000, 60_000],
])('leaves a provider alone that says when to come again: %s', (_, retryAfterMs, restsMs) => {
  const clock = new VirtualClock()
  const breaker = createCircuitBreaker(clock)
  breaker.failed(new ProviderError('unavailable', '429', { retryAfterMs }))
  clock.tick(restsMs - 1)
  expect(breaker.state).toBe('open')
  clock.tick(1)
  expect(breaker.state).toBe('sound')
})
