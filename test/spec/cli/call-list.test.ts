import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readCallList } from '../../../src/cli/orders/call-list.ts'

async function read(name: string, text: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'callchart-list-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, name), text)
  return readCallList(join(folder, name)).catch((error: Error) => error.message.replace(`${folder}/`, ''))
}

const ann = { to: '+447700900123', inputs: { name: 'Berger, Anna' } }

describe('a list of calls in a file', () => {
  test.each([
    ['a table', 'list.csv', '\uFEFFto,name\r\n+44 7700 900-123,"Berger, Anna"\r\n\r\n'],
    ['JSON', 'list.json', '[{ "to": "+447700900123", "inputs": { "name": "Berger, Anna" } }]'],
    ['YAML, its numbers without quotes', 'list.yaml', '- { to: +447700900123, inputs: { name: "Berger, Anna" } }'],
    [
      'YAML with what holds for all',
      'list.yml',
      'calls:\n  - to: +447700900123\n    inputs: { name: "Berger, Anna" }\n',
    ],
  ])('is read from %s', async (_, name, text) => {
    expect(await read(name, text)).toEqual({ calls: [ann] })
  })

  test('has a flow and a language of its own for each row, and leaves empty cells out', async () => {
    expect(await read('list.csv', 'to,flow,language,name\n+447700900123,,de-DE,\n')).toEqual({
      calls: [{ to: '+447700900123', language: 'de-DE', inputs: {} }],
    })
  })

  test('keeps the settings of its file as what they are', async () => {
    const list = 'flow: pickup\npace: { perMinute: 5 }\nretry: { machine: false }\ncalls: [{ to: "+447700900123" }]\n'
    expect(await read('list.yaml', list)).toMatchObject({
      flow: 'pickup',
      pace: { perMinute: 5 },
      retry: { machine: false },
    })
  })

  test.each([
    ['list.csv', 'number,name\n', 'list.csv has no column "to"'],
    ['list.csv', 'to,a,a\n', 'list.csv has the column "a" twice.'],
    ['list.csv', 'to,a\n1,2,3\n', 'list.csv, row 1: has 3 cells, and there are 2 columns.'],
    ['list.json', '[{"to": +447700900123}]', 'list.json is no JSON.'],
    ['list.yaml', 'calls: [', 'list.yaml, line 1: is no YAML.'],
    ['list.yaml', 'flow: a\n', 'list.yaml has no list'],
    ['list.txt', '', 'list.txt is no list that can be read'],
  ])('%s of %j is told what is wrong, without a number', async (name, text, said) => {
    const message = await read(name, text)
    expect(message).toContain(said)
    expect(message).not.toMatch(/7700900/)
  })
})
