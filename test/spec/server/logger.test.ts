import { expect, it } from 'vitest'
import { createLogger, maskNumbers } from '../../../src/server/logger.ts'

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }))
  return lines.join('')
}

it.each([
  ['call from +447700900123 ended', 'call from [number] ended'],
  ['020 7946 0000', '[number]'],
  ['07700-900-123, twice', '[number], twice'],
  ['CA0123456789abcdef0123456789abcdef', 'CA0123456789abcdef0123456789abcdef'],
  ['took 1500 ms on port 3000', 'took 1500 ms on port 3000'],
  ['error 21220', 'error 21220'],
])('masks %j', (text, masked) => {
  expect(maskNumbers(text)).toBe(masked)
})

it('censors fields that hold people or their words, one and two levels down', () => {
  const text = logged((logger) =>
    logger.info(
      { from: '+447700900123', ring: { to: 'sip:ann@example.com' }, turn: { best: { text: 'my name is Ann' } } },
      'ring',
    ),
  )
  expect(text).not.toMatch(/447700900123|ann@|Ann/)
  expect(JSON.parse(text)).toMatchObject({ from: '[redacted]', ring: { to: '[redacted]' }, msg: 'ring' })
})

it('masks numbers in errors and their causes', () => {
  const error = new Error('no route to +447700900123', { cause: new Error('+442079460000 is busy') })
  const text = logged((logger) => logger.error({ err: error }, 'could not call %s', '+447700900999'))
  expect(text).not.toMatch(/447700900123|442079460000|447700900999/)
  expect(JSON.parse(text)).toMatchObject({
    err: { message: 'no route to [number]', cause: { message: '[number] is busy' } },
  })
})
