import { enGB, enUS } from './en.ts'
import type { SpokenForms } from './forms.ts'

const languages: Readonly<Record<string, SpokenForms>> = { en: enGB, 'en-us': enUS }

/** How a BCP 47 language speaks; British English where it has no forms of its own. */
export function formsOf(language: string): SpokenForms {
  const tag = language.toLowerCase()
  return languages[tag] ?? languages[tag.slice(0, 2)] ?? enGB
}
