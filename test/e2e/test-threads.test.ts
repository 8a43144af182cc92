import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const cli = join(import.meta.dirname, '../../src/cli/bin.ts')

interface Report {
  readonly tests: readonly { readonly ms: number; readonly name: string; readonly passed: boolean }[]
  readonly diagnostics: readonly { readonly code: string }[]
  readonly flows: unknown
}

/** A run of its own process, whatever it ends with. */
async function report(folder: string, ...args: readonly string[]): Promise<Report & { readonly out: string }> {
  const words = [cli, 'test', ...args, '--repeat', '3', '--format', 'json', '--coverage']
  const out = await promisify(execFile)(process.execPath, words, { cwd: folder, maxBuffer: 1e8 }).catch(
    ({ stdout }: { stdout: string }) => ({ stdout }),
  )
  return { ...(JSON.parse(out.stdout) as Report), out: out.stdout }
}

test(
  'threads that share the tests tell the same as one alone, failures and coverage included',
  {
    timeout: 240_000,
  },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'callchart-threads-'))
    const flows = ['bill_payment', 'dentist', 'insurance_claim', 'pharmacy', 'plumber', 'redelivery', 'reminder']
    try {
      for (const flow of flows) await cp(`flows/${flow}`, join(folder, flow), { recursive: true })
      // they import from this repository
      for (const flow of flows) await rm(join(folder, flow, 'callchart.config.ts'), { force: true })
      const reminder = join(folder, 'reminder/reminder.test.yaml')
      await writeFile(reminder, `${await readFile(reminder, 'utf8')}\n  fails:\n    - hears: bananas\n`)
      await writeFile(join(folder, 'plumber/wrong.test.yaml'), 'flow: plumber\ntests:\n  a:\n    - say: hello\n')

      // so many are shared; a filter keeps them in one thread, and that is what every name has
      const shared = await report(folder, '.')
      const alone = await report(folder, '.', '--filter', '')
      expect(shared.tests.length).toBeGreaterThan(200)
      expect(shared.tests.filter(({ passed }) => !passed).map(({ name }) => name)).toContain('fails')
      expect(shared.diagnostics.map(({ code }) => code)).toContain('unknown-key')
      const timeless = ({ tests, diagnostics, flows: reached }: Report): unknown => ({
        tests: tests.map((one) => ({ ...one, ms: 0 })),
        diagnostics,
        reached,
      })
      expect(timeless(shared)).toEqual(timeless(alone))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
