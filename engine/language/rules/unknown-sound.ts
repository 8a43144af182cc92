import { resolvePath } from '../file-path.ts'
import type { Rule } from '../rule.ts'
import { allPrompts } from '../uses.ts'

export const unknownSound: Rule = {
  code: 'unknown-sound',
  severity: 'warning',
  needs: 'flow',
  about: 'A recording that is not there, or is no WAV file.',
  why: 'Its words are said by the voice instead; where it has none, the caller hears nothing.',
  world: { isSound: (path) => path === 'audio/welcome.wav' },
  bad: `
    flow: demo
    start: hello
    states:
      hello: { say: { audio: audio/welcome.mp3, text: Welcome. }, next: bye }
      bye: { end: Goodbye. }
  `,
  good: `
    flow: demo
    start: hello
    states:
      hello: { say: { audio: audio/welcome.wav, text: Welcome. }, next: bye }
      bye: { end: Goodbye. }
  `,
  *check({ flow, writer, source, world }) {
    if (world.isSound === undefined) return
    for (const prompt of allPrompts(flow)) {
      const origin = writer.origins.get(prompt)
      if (prompt.audio === undefined || origin === undefined) continue
      const path = [...origin.path, 'audio']
      if (!/\.wav$/iu.test(prompt.audio))
        yield { path, message: `"${prompt.audio}" is no WAV file.`, advice: 'Save it as WAV, 16-bit PCM.' }
      else if (!world.isSound(resolvePath(source.file, prompt.audio)))
        yield {
          path,
          message: `There is no file "${prompt.audio}" beside this flow.`,
          advice: 'Write its path from the flow, such as audio/welcome.wav.',
        }
    }
  },
}
