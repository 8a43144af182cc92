import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { manualPages, readPage } from './page.ts'

/** What the examples' own project would have. */
const around = `
declare const bookings: { create(booking: object, signal: AbortSignal): Promise<string | null> }
`

describe('the TypeScript of the README and the manual', () => {
  it('is typed as a project that has installed the package would find it', () => {
    const blocks = [readPage('README.md'), ...manualPages()].flatMap(({ file, blocks }) =>
      blocks.filter(({ info }) => info[0] === 'ts').map(({ text, line }) => ({ place: `${file}:${line}`, text })),
    )
    expect(blocks.length).toBeGreaterThan(1)
    // within node_modules, so that imports are resolved as they would be in a project
    const folder = mkdtempSync(resolve('node_modules/.manual-'))
    try {
      for (const [index, { place, text }] of blocks.entries())
        writeFileSync(join(folder, `example-${index}.ts`), `// ${place}\n${text}\nexport {}\n`)
      writeFileSync(join(folder, 'around.d.ts'), around)
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration()))
      expect(typecheck(folder)).toBe('')
    } finally {
      rmSync(folder, { recursive: true })
    }
  }, 60_000)
})

function configuration(): unknown {
  return {
    extends: resolve('tsconfig.json'),
    compilerOptions: { paths: { callchart: [resolve('src/index.ts')] }, typeRoots: [resolve('node_modules/@types')] },
    include: ['*.ts'],
    exclude: [],
  }
}

/** What the compiler says; nothing where all is well. */
function typecheck(folder: string): string {
  try {
    return execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    })
  } catch (error) {
    return (error as { readonly stdout?: string }).stdout ?? String(error)
  }
}
