/** The caller's voice has come or gone, on the stream's audio clock. Told a little after the moment that it names. */
export interface VoiceEvent {
  readonly type: 'voice.started' | 'voice.ended'
  /**
   * `started`: where the window begins in which a voice was found, 20 to 50 ms after its onset. `ended`: the end of the
   * last window with an audible voice, so that silence can be counted from there; told 100 to 200 ms after it.
   */
  readonly atMs: number
}

/** Where the voice is in one call's audio. */
export interface VoiceDetector {
  /** True between `voice.started` and `voice.ended`. */
  readonly speaking: boolean
  /** Line audio of any length that begins at `atMs` of the stream. What happened in it, in order; mostly nothing. */
  push(mulaw: Uint8Array, atMs: number): readonly VoiceEvent[]
  /** The line has stopped sending: whoever was speaking no longer is. */
  lineWentQuiet(): readonly VoiceEvent[]
  /** Gives its memory back. The detector is of no more use; closing twice does nothing. */
  close(): void
}

/** Detectors for all calls of the process, which share one model. */
export interface DetectorPool {
  /** One for each stream: a stream that comes back after a loss gets a new one. */
  open(): VoiceDetector
}
