import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

/**
 * A logger that holds no personal data: fields that name people or hold words are censored, telephone numbers in
 * messages and errors are masked, and no request's body, query or address is ever given to it.
 */
export function createLogger(options: { readonly level: string; readonly destination?: DestinationStream }): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      redact: { paths: personal.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
      serializers: { err: plainError, error: plainError },
      hooks: {
        logMethod(args, method) {
          method.apply(this, args.map((arg) => (typeof arg === 'string' ? maskNumbers(arg) : arg)) as typeof args)
        },
      },
    },
    options.destination ?? pino.destination({ dest: 1, sync: false }),
  )
}

/** Masks what looks like a telephone number: seven digits or more, with or without a plus, not inside an id. */
export function maskNumbers(text: string): string {
  return text.replace(/(?<![\w-])\+?\d(?:[ .-]?\d){6,14}(?![\w-])/g, '[number]')
}

const personal = [
  'from',
  'to',
  'From',
  'To',
  'Caller',
  'Called',
  'text',
  'heard',
  'utterance',
  'slots',
  'hypotheses',
  'body',
]

function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return maskNumbers(String(error))
  return {
    type: error.name,
    ...('code' in error ? { code: error.code } : {}),
    message: maskNumbers(error.message),
    stack: maskNumbers(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: plainError(error.cause) }),
  }
}
