import type { Tongue } from './tongue.ts'
import { de } from './tongues/de.ts'
import { en } from './tongues/en.ts'
import { es } from './tongues/es.ts'
import { fr } from './tongues/fr.ts'
import { pl } from './tongues/pl.ts'

const tongues: Readonly<Record<string, Tongue>> = { en, es, de, fr, pl }

/** How a BCP 47 language writes; null where it has no table, and nothing is changed. */
export function tongueOf(language: string): Tongue | null {
  return tongues[language.slice(0, 2).toLowerCase()] ?? null
}
