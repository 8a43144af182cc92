import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from 'citty'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { typesCommand } from '../../../src/cli/types.ts'

const flow =
  'flow: demo\nstart: look\nstates:\n  look: { tool: look, next: bye, outcomes: { error: bye } }\n  bye: { end: Bye }\n'

describe('callchart types', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callchart-types-'))
    await writeFile(join(folder, 'demo.yaml'), flow)
  })
  afterEach(() => rm(folder, { recursive: true }))

  const outcome = async (...rawArgs: string[]): Promise<{ exitCode: unknown; said: string }> => {
    const said: string[] = []
    const error = vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line))
    try {
      const { result } = await runCommand(typesCommand, { rawArgs })
      return { exitCode: result, said: said.join('\n') }
    } finally {
      error.mockRestore()
    }
  }

  it('writes a file, which --check takes until a flow has changed', async () => {
    const out = join(folder, 'flow-types.ts')
    expect(await outcome(folder, '--out', out, '--check')).toMatchObject({ exitCode: 1 })
    expect(await outcome(folder, '--out', out)).toMatchObject({ exitCode: 0 })
    const written = await readFile(out, 'utf8')
    expect(written).toContain('readonly look: {')
    expect(await outcome(folder, '--out', out, '--check')).toEqual({ exitCode: 0, said: '' })
    await writeFile(join(folder, 'demo.yaml'), flow.replace('tool: look', 'tool: search'))
    const stale = await outcome(folder, '--out', out, '--check')
    expect(stale.exitCode).toBe(1)
    expect(stale.said).toContain('is not as it would be written now')
    expect(await readFile(out, 'utf8')).toBe(written)
  })
  it('writes nothing of flows that have errors, and shows the errors', async () => {
    await writeFile(join(folder, 'demo.yaml'), flow.replace('next: bye', 'next: bey'))
    const out = join(folder, 'flow-types.ts')
    const failed = await outcome(folder, '--out', out)
    expect(failed.exitCode).toBe(1)
    expect(failed.said).toContain('There is no state "bey"')
    await expect(readFile(out)).rejects.toThrow('ENOENT')
  })
  it.each([
    ['without flows', [], 'Name the flows'],
    ['with flows and --manifest', ['flows', '--manifest'], 'The manifest is of the tools'],
    ['with --check and no file', ['flows', '--check'], '--check wants the file'],
    ['of a folder that is not there', ['nowhere'], 'There is no nowhere.'],
  ])('returns 2 %s', async (_, args, said) => {
    const failed = await outcome(...args)
    expect(failed.exitCode).toBe(2)
    expect(failed.said).toContain(said)
  })
})
