import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** `npm run bench -- NAME` runs `test/bench/NAME.ts`; what follows the name is that bench's own. */
const [name = ''] = process.argv.splice(2, 1)
const benches = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && !file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.ts'.length))
if (benches.includes(name)) {
  await import(pathToFileURL(join(import.meta.dirname, `${name}.ts`)).href)
} else {
  console.error(
    `${name === '' ? 'Which bench?' : `There is no bench "${name}".`} npm run bench -- ${benches.join(' | ')}`,
  )
  process.exitCode = 2
}
