/** A server could not begin to listen. The message is for whoever started it: what, where, how to mend it. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: 'port_in_use' | 'port_forbidden' | 'bad_host' | 'listen_failed'
  /** What the process ends with. */
  readonly exitCode = 2
  constructor(code: ServerError['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

/** Says what went wrong with `listen`. */
export function listenError(error: unknown, host: string, port: number): ServerError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new ServerError(
        'port_in_use',
        `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port: PORT=${port + 1}.`,
        { cause: error },
      )
    case 'EACCES':
      return new ServerError(
        'port_forbidden',
        `This user may not listen on port ${port}. Choose one above 1023: PORT=3000.`,
        { cause: error },
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ServerError(
        'bad_host',
        `${host} is no address of this machine. Set HOST=127.0.0.1, or HOST=0.0.0.0 to be reached from outside.`,
        { cause: error },
      )
    default:
      return new ServerError(
        'listen_failed',
        `The server could not listen on ${host}, port ${port} (${String(code)}).`,
        {
          cause: error,
        },
      )
  }
}
