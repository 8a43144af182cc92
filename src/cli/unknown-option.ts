import type { ArgsDef } from 'citty'
import { didYouMean } from '../../engine/language/nearest.ts'

/** What is said of the first option that a command does not have; null where it has them all. What stands after "--" is none. */
export function unknownOption(args: ArgsDef, rawArgs: readonly string[]): string | null {
  const known = Object.entries(args).flatMap(([name, { type, ...rest }]) => {
    const aliases = 'alias' in rest && rest.alias !== undefined ? [rest.alias].flat() : []
    return type === 'positional' ? [] : [name, ...aliases]
  })
  const end = rawArgs.indexOf('--')
  for (const raw of end < 0 ? rawArgs : rawArgs.slice(0, end)) {
    const name = /^--([^=]+)/.exec(raw)?.[1]
    if (name === undefined || name === 'help' || name === 'version') continue
    const plain = kebab(name)
    if (known.some((one) => kebab(one) === plain || `no-${kebab(one)}` === plain)) continue
    const advice = didYouMean(plain, known.map(kebab))?.replaceAll('"', '').replace('mean ', 'mean --')
    return `There is no option --${name}. ${advice ?? 'See --help.'}`
  }
  return null
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
