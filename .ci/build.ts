import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Makes `dist/`, what the package ships: JavaScript and types, since Node refuses TypeScript under `node_modules`, and
 * beside them every file that the code reads at run time. `npm pack` runs it.
 */
const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')

rmSync(dist, { recursive: true, force: true })
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
  {
    stdio: 'inherit',
  },
)
for (const room of ['engine', 'src', 'schemas']) copyAssets(room)

/** Everything that is neither TypeScript nor a note for people stands where the code that reads it stands. */
function copyAssets(room: string): void {
  if (!existsSync(join(root, room))) return
  for (const entry of readdirSync(join(root, room), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(ts|md)$/.test(entry.name)) continue
    const from = join(entry.parentPath, entry.name)
    cpSync(from, join(dist, from.slice(root.length + 1)))
  }
}
