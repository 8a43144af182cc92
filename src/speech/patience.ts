/** How long somebody who listens to a provider waits for the next thing to come. */
export interface Patience {
  /** Aborts when nothing has come for so long, and when it is over. */
  readonly signal: AbortSignal
  /** Something has come, or is waited for again. */
  renew(): void
  /** Whoever listens takes his time: nothing is waited for until `renew`. */
  rest(): void
  /** Nothing more is waited for. */
  end(): void
}

/** Waits from now on. */
export function createPatience(ms: number): Patience {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  let timer = setTimeout(abort, ms)
  return {
    signal: controller.signal,
    renew() {
      clearTimeout(timer)
      timer = setTimeout(abort, ms)
    },
    rest: () => clearTimeout(timer),
    end() {
      clearTimeout(timer)
      abort()
    },
  }
}
