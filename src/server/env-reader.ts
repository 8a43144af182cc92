/** Variables as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A variable that cannot be used. Never holds its value: it may be a secret. */
export interface ConfigProblem {
  readonly variable: string
  /** Completes "PORT …". */
  readonly problem: string
  /** How to mend it: a sentence. */
  readonly advice: string
}

/** Reads variables one by one and gathers what is wrong with them. What is empty counts as unset. */
export function createEnvReader(environment: Environment) {
  const problems: ConfigProblem[] = []
  const problem = (variable: string, text: string, advice: string) => {
    problems.push({ variable, problem: text, advice })
  }
  const text = (name: string): string | null => {
    const value = environment[name]?.trim()
    return value === undefined || value === '' ? null : value
  }
  const address = (name: string, value: string, protocols: readonly string[]): string | null => {
    const parsed = URL.canParse(value) ? new URL(value) : null
    if (parsed !== null && protocols.includes(parsed.protocol)) return value.replace(/\/+$/, '')
    problem(name, 'is not an address', `It begins with ${protocols.map((one) => `${one}//`).join(' or ')}.`)
    return null
  }
  const url = (name: string, protocols: readonly string[]): string | null => {
    const value = text(name)
    return value === null ? null : address(name, value, protocols)
  }
  const list = (name: string): readonly string[] =>
    (text(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')

  return {
    problems: problems as readonly ConfigProblem[],
    problem,
    text,
    url,

    /** An https address without a query; plain http is for loopback only, since Twilio streams over TLS alone. */
    publicUrl(name: string): string | null {
      const value = url(name, ['https:', 'http:'])
      if (value === null) return null
      const { protocol, hostname, search, hash } = new URL(value)
      if (search !== '' || hash !== '') {
        problem(name, 'has a query or a fragment', 'Give the address alone: https://voice.example.com.')
        return null
      }
      if (protocol === 'http:' && !isLoopback(hostname)) {
        problem(
          name,
          'is plain http',
          'Twilio streams over TLS only: end it at a proxy or a tunnel, and give its https address.',
        )
        return null
      }
      return value
    },

    /** Comma-separated, blanks dropped. */
    list,

    /** Comma-separated addresses. */
    urls: (name: string, protocols: readonly string[]): readonly string[] =>
      list(name).flatMap((value) => address(name, value, protocols) ?? []),

    integer(name: string, bounds: { readonly default: number; readonly min: number; readonly max: number }): number {
      const value = text(name)
      if (value === null) return bounds.default
      const number = /^\d+$/.test(value) ? Number(value) : NaN
      if (number >= bounds.min && number <= bounds.max) return number
      problem(name, 'is not a number that fits', `It is a whole number from ${bounds.min} to ${bounds.max}.`)
      return bounds.default
    },

    oneOf<const T extends string>(name: string, choices: readonly T[], unset: T): T {
      const value = text(name)
      if (value === null) return unset
      const choice = choices.find((one) => one === value)
      if (choice !== undefined) return choice
      problem(name, 'is not one of its values', `It is one of: ${choices.join(', ')}.`)
      return unset
    },

    matching(name: string, pattern: RegExp, what: string): string | null {
      const value = text(name)
      if (value === null || pattern.test(value)) return value
      problem(name, 'is not well formed', `It ${what}.`)
      return null
    },
  }
}

/** Whether a host is this machine itself, by its address or its reserved name: `127.0.0.1.example.com` may be anybody's. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
