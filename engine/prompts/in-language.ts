import type { Prompt, Template } from '../language/prompt.ts'
import { primaryLanguage } from '../language/language-tag.ts'

/** A prompt's texts, and the language that a voice is to say them in. */
export interface Texts {
  readonly variants: readonly Template[]
  readonly language: string
}

/**
 * The texts of a prompt that was written in one language, for a call in another: the same tag first, then any of the same
 * language ("de-DE" for "de-AT"); where there are none, those that there are, in their own language.
 */
export function textsIn(prompt: Prompt, written: string, language: string): Texts {
  const { variants, languages = {} } = prompt
  if (language === written) return { variants, language }
  const isAlike = primaryLanguage(language) === primaryLanguage(written)
  const own = languages[language] ?? (isAlike ? undefined : languages[tagOf(language, languages) ?? ''])
  if (own !== undefined) return { variants: own, language }
  return { variants, language: isAlike ? language : written }
}

function tagOf(language: string, languages: NonNullable<Prompt['languages']>): string | undefined {
  return Object.keys(languages).find((tag) => primaryLanguage(tag) === primaryLanguage(language))
}
