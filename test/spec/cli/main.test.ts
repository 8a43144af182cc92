import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { unknownOption } from '../../../src/cli/unknown-option.ts'

const run = (...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(process.execPath, ['src/cli/bin.ts', ...args], { encoding: 'utf8' })

describe('the command line', () => {
  test('a command that is misspelt is told which one was meant', () => {
    expect(run('tset')).toMatchObject({ status: 2, stderr: 'There is no command "tset". Did you mean "test"?\n' })
    expect(run('constructor').stderr).toBe('There is no command "constructor".\n')
  })

  test('an option that is misspelt is not passed over', () => {
    const args = {
      coverage: { type: 'boolean' },
      flowName: { type: 'string', alias: 'f' },
      paths: { type: 'positional' },
    } as const
    expect(unknownOption(args, ['--coverge'])).toBe('There is no option --coverge. Did you mean --coverage?')
    expect(
      unknownOption(args, ['a', '--coverage', '--flow-name=x', '--flowName', 'y', '--no-coverage', '-f']),
    ).toBeNull()
    expect(unknownOption(args, ['--zzz'])).toBe('There is no option --zzz. See --help.')
    expect(unknownOption(args, ['--', '--zzz'])).toBeNull()
  })

  test('a reader that has seen enough ends it without a fault', () => {
    const command = `"${process.execPath}" src/cli/bin.ts graph flows/dentist --format xstate`
    const piped = `set -o pipefail; { ${command}; echo "exit $?" >&2; } | head -c 10 >/dev/null`
    const { stderr } = spawnSync('bash', ['-c', piped], { encoding: 'utf8' })
    expect(stderr).toBe('exit 0\n')
  })
})
