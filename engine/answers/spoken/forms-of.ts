import { de } from './de.ts'
import { enGB, enUS } from './en.ts'
import { es } from './es.ts'
import type { SpokenForms } from './forms.ts'
import { fr } from './fr.ts'
import { pl } from './pl.ts'

const languages: Readonly<Record<string, SpokenForms>> = { en: enGB, 'en-us': enUS, de, es, fr, pl }

/** How a BCP 47 language speaks; British English where it has no forms of its own. */
export function formsOf(language: string): SpokenForms {
  const tag = language.toLowerCase()
  return languages[tag] ?? languages[tag.slice(0, 2)] ?? enGB
}
