/** What is to be said. */
export interface SayRequest {
  /** Unique in the call. */
  readonly id: string
  readonly text: string
  /** BCP 47. */
  readonly language: string
  /** The text with markup; `text` is its words. */
  readonly ssml?: string
  /** Keys that are sent before the text, as tones. */
  readonly press?: string
  /** More slowly than usual; a recording is played as it is. */
  readonly slower?: boolean
  /** A recording of the text, played instead; from this part of it on (0–1), where it was broken off. */
  readonly audio?: { readonly name: string; readonly from: number }
}
