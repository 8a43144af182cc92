import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/cli/main.ts'

const page = (name: string): string => readFileSync(`flows/manual/${name}.md`, 'utf8')
const sections = new Map(
  page('command-line')
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section] as const),
)
const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

describe('the page of the command line', () => {
  it.each(Object.entries(commands))('has %s, with each of its options', async (name, load) => {
    const section = sections.get(name) ?? ''
    expect(section).not.toBe('')
    // A page that is linked may hold an option in its own table.
    const linked = [...section.matchAll(/\((\w+)\.md/g)].map(([, other = '']) => page(other))
    const { args } = (await load()) as { args?: Record<string, { type: string }> }
    const options = Object.entries(args ?? {}).filter(([, { type }]) => type !== 'positional')
    const missing = options.filter(([option]) =>
      [section, ...linked].every((text) => !new RegExp(`--${dashed(option)}\\b`).test(text)),
    )
    expect(missing.map(([option]) => dashed(option))).toEqual([])
  })

  it.each(Object.entries(commands))('has no option of %s that is not there', async (name, load) => {
    const { args } = (await load()) as { args?: Record<string, unknown> }
    const known = Object.keys(args ?? {}).map(dashed)
    const rows = (sections.get(name) ?? '').split('\n').filter((line) => line.startsWith('| `'))
    const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`--([a-z-]+)/g)].map(([, one]) => one))
    expect(named.filter((one) => one !== undefined && !known.includes(one))).toEqual([])
  })
})
