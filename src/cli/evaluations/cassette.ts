import { readFile } from 'node:fs/promises'
import type { ModelAnswer } from '../../../engine/decide/model-answer.ts'
import { contentHash } from '../../../engine/machine/tool-key.ts'
import type { Json } from '../../../engine/language/json.ts'
import type { TokensUsed } from '../../decisions/create-decisions.ts'
import type { ClosedQuestion } from '../../decisions/decisions.ts'
import { ProjectError } from '../project/project.ts'

/** A question, and what a model answered. */
export interface Kept {
  readonly question: ClosedQuestion
  readonly answer: ModelAnswer
  readonly ms: number
  readonly used: readonly TokensUsed[]
}

type Answered = Omit<Kept, 'question'>

/** A cassette's text: a line an answer, found by the hash of its question; of the same question the last one counts. */
export function writeCassette(kept: readonly Kept[]): string {
  const lines = new Map(
    kept.map(({ question, answer, ms, used }) => {
      const key = keyOf(question)
      const line = { key, utterance: question.utterance, answer, ms: Math.round(ms * 10) / 10, used }
      return [key, JSON.stringify(line)]
    }),
  )
  return [...lines.values()].map((line) => `${line}\n`).join('')
}

/** Finds what was answered to a question; null where nothing was. Rejects with ProjectError where the file is none. */
export async function readCassette(file: string): Promise<(question: ClosedQuestion) => Answered | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) throw new ProjectError(`There is no cassette ${file}. Record it: callchart eval --record ${file}`)
  const answers = new Map<string, Answered>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    try {
      const { key, answer, ms, used } = JSON.parse(line) as Answered & { readonly key: string }
      answers.set(key, { answer, ms, used })
    } catch {
      throw new ProjectError(
        `${file}:${index + 1} is no line of a cassette. Record it again: callchart eval --record ${file}`,
      )
    }
  }
  return (question) => answers.get(keyOf(question)) ?? null
}

function keyOf(question: ClosedQuestion): string {
  return contentHash(question as unknown as Json)
}
