import { ProviderError } from '../providers/provider-error.ts'

/** A recogniser or a voice failed. Never carries a caller's words. */
export class SpeechError extends ProviderError {
  override readonly name = 'SpeechError'
}
