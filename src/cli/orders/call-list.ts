import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { parse } from 'yaml'
import { plainText } from '../../../engine/language/plain-text.ts'
import { rowsOf } from './csv.ts'
import { asDialled } from '../stored/erase-calls.ts'
import { ProjectError } from '../project/project.ts'

/** A list of calls as its file has it: what `POST /calls/campaigns` takes, without a name. Nothing in it is checked yet. */
export interface CallList {
  readonly calls: readonly unknown[]
  readonly [setting: string]: unknown
}

/**
 * Reads a list: CSV with a column `to`, perhaps `flow` and `language`, every other column an input; or JSON or YAML, an array
 * of calls or an object with `calls` and what holds for all of them. Rejects with ProjectError.
 */
export async function readCallList(file: string): Promise<CallList> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ProjectError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'an error'}.`)
  })
  const kind = extname(file).toLowerCase()
  if (kind === '.csv') return { calls: callsInCsv(file, text.replace(/^\uFEFF/, '')) }
  if (kind !== '.json' && kind !== '.yaml' && kind !== '.yml')
    throw new ProjectError(`${file} is no list that can be read: name it .csv, .json or .yaml.`)
  const read = kind === '.json' ? inJson(file, text) : inYaml(file, text)
  const list = Array.isArray(read) ? { calls: read } : read
  if (typeof list !== 'object' || list === null || !('calls' in list) || !Array.isArray(list.calls))
    throw new ProjectError(`${file} has no list: write an array of calls, or an object with "calls".`)
  return { ...list, calls: list.calls.map(dialled) }
}

function callsInCsv(file: string, text: string): readonly unknown[] {
  const [names = [], ...rows] = rowsOf(text).filter((row) => row.some((cell) => cell.trim() !== ''))
  const columns = names.map((name) => name.trim())
  if (!columns.includes('to'))
    throw new ProjectError(`${file} has no column "to": its first line names the columns, such as to,name,code.`)
  const twice = columns.find((name, index) => columns.indexOf(name) !== index)
  if (twice !== undefined) throw new ProjectError(`${file} has the column "${plainText(twice)}" twice.`)
  return rows.map((row, index) => {
    if (row.length > columns.length)
      throw new ProjectError(
        `${file}, row ${index + 1}: has ${row.length} cells, and there are ${columns.length} columns.`,
      )
    const cells = columns.flatMap((name, at) => ((row[at] ?? '').trim() === '' ? [] : [[name, (row[at] ?? '').trim()]]))
    const { to = '', flow, language, ...inputs } = Object.fromEntries(cells) as Record<string, string>
    return dialled({
      to,
      ...(flow === undefined ? {} : { flow }),
      ...(language === undefined ? {} : { language }),
      inputs,
    })
  })
}

function inJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote the text, which holds numbers.
    throw new ProjectError(`${file} is no JSON.`)
  }
}

/** +447700900123 without quotes is a number to YAML, and its plus is lost: so all there is, is text, but what must count. */
function inYaml(file: string, text: string): unknown {
  try {
    const plain = parse(text) as unknown
    const texts = parse(text, { schema: 'failsafe' }) as unknown
    if (Array.isArray(texts)) return texts
    if (typeof texts !== 'object' || texts === null || !('calls' in texts)) return plain
    return { ...(plain as object), calls: texts.calls }
  } catch (error) {
    const { linePos } = error as { readonly linePos?: readonly { readonly line: number }[] }
    throw new ProjectError(`${file}${linePos?.[0] === undefined ? '' : `, line ${linePos[0].line}`}: is no YAML.`)
  }
}

/** "+44 7700 900123" as the line wants it; what is no number stays as it is, for the server to name. */
function dialled(call: unknown): unknown {
  if (typeof call !== 'object' || call === null || !('to' in call) || typeof call.to !== 'string') return call
  return { ...call, to: asDialled(call.to) ?? call.to }
}
