import type { Clock } from '../../src/media/clock.ts'
import type { VoicePort, VoiceRequest } from '../../src/speech/voice.ts'

/** What a voice does for a text, in order: so many milliseconds of sound, or of waiting, or a failure of any kind. */
export type VoiceStep = { readonly gives: number } | { readonly waits: number } | { readonly fails: unknown }

export interface ScriptedVoice extends VoicePort {
  /** Texts that were asked for, in order. */
  readonly asked: string[]
  /** Texts whose request was aborted before its end. */
  readonly aborted: string[]
}

/** A voice that does as it is told, in the clock's time. Without a script: 60 ms a character, all at once. */
export function createScriptedVoice(
  clock: Clock,
  script: (text: string) => readonly VoiceStep[] = plain,
): ScriptedVoice {
  const asked: string[] = []
  const aborted: string[] = []
  async function* speak({ text, signal }: VoiceRequest): AsyncGenerator<Int16Array> {
    asked.push(text)
    signal?.addEventListener('abort', () => aborted.push(text))
    for (const step of script(text)) {
      if ('waits' in step) await new Promise<void>((resolve) => void clock.after(step.waits, resolve))
      if (signal?.aborted === true) return
      if ('fails' in step) throw step.fails
      if ('gives' in step) yield new Int16Array(step.gives * 8).fill(8000)
    }
  }
  return { name: 'scripted', fingerprint: 'scripted/1', asked, aborted, speak, close: () => Promise.resolve() }
}

function plain(text: string): readonly VoiceStep[] {
  return [{ gives: text.length * 60 }]
}
