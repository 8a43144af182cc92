import { writeFile } from 'node:fs/promises'
import { defineCommand } from 'citty'
import { parseDuration } from '../../engine/language/duration.ts'
import type { Thresholds } from '../../engine/evaluation/eval-file.ts'
import { ToolLoadError } from '../tools/load-tools.ts'
import type { EvaluationConfig } from '../define-config.ts'
import { writeCassette, type Kept } from './evaluations/cassette.ts'
import { evalModel, type EvalModel } from './evaluations/model.ts'
import { github, json, junit } from './evaluations/report/formats.ts'
import { pretty } from './evaluations/report/pretty.ts'
import type { EvalResults, ModelResults } from './evaluations/report/results.ts'
import { unsureTurns } from './evaluations/from-calls.ts'
import { ProjectError, readProject } from './project/project.ts'
import { loadEvals, runEval, type LoadedEvals } from './evaluations/run-evaluations.ts'

const formats: Readonly<Record<string, (results: EvalResults) => string>> = { pretty, json, github, junit }

/** `callchart eval`: how well a flow's decisions are made, on utterances that it has not seen. */
export const evalCommand = defineCommand({
  meta: {
    name: 'eval',
    description: 'How well decisions are made, on labelled utterances that the flow has not seen.',
  },
  args: {
    paths: { type: 'positional', description: 'Evaluations (*.eval.yaml), or folders of them', required: false },
    model: {
      type: 'string',
      description: 'configured, none (examples alone), a provider, or a cassette (*.jsonl)',
      valueHint: 'MODEL',
    },
    against: { type: 'string', description: 'Another one beside it, and where they differ', valueHint: 'MODEL' },
    record: { type: 'string', description: 'Keeps what the model answers', valueHint: 'CASSETTE' },
    cassette: { type: 'string', description: 'Answers from this instead of a model', valueHint: 'CASSETTE' },
    flow: { type: 'string', description: 'Only evaluations of this flow', valueHint: 'NAME' },
    format: { type: 'string', description: 'pretty, json, github or junit', default: 'pretty' },
    project: { type: 'string', description: 'The folder of callchart.config.ts', valueHint: 'DIR', default: '.' },
    'from-calls': { type: 'boolean', description: 'Instead: writes what stored calls were unsure of, to be labelled' },
    since: { type: 'string', description: 'With --from-calls: only calls begun since, as "24h"', valueHint: 'TIME' },
  },
  /** 0 every threshold holds, 1 one does not or files have mistakes, 2 could not run. */
  async run({ args }) {
    const fail = (problem: string): 2 => {
      console.error(problem)
      return 2
    }
    try {
      if (args['from-calls'] === true) {
        const sinceMs = args.since === undefined ? Infinity : parseDuration(args.since)
        if (sinceMs === null) return fail(`--since wants a length of time, such as 24h, not "${args.since ?? ''}".`)
        process.stdout.write(await unsureTurns(sinceMs, args.flow))
        return 0
      }
      const format = Object.entries(formats).find(([name]) => name === args.format)?.[1]
      if (format === undefined)
        return fail(`There is no format "${args.format}": write one of ${Object.keys(formats).join(', ')}.`)
      if (args.cassette !== undefined && (args.model !== undefined || args.record !== undefined))
        return fail('--cassette is the model: leave out --model and --record.')
      const loaded = await loadEvals(args._.length === 0 ? ['.'] : args._, args.flow)
      if (loaded.problems.length > 0) return fail(loaded.problems.join('\n'))
      if (loaded.evals.length === 0 && loaded.diagnostics.length === 0)
        return fail(args.flow === undefined ? 'There is no evaluation.' : `There is none of a flow "${args.flow}".`)
      const { evaluation = {}, decisions } = await readProject(args.project)
      const kept: Kept[] = []
      const keep = args.record === undefined ? {} : { keep: (one: Kept) => void kept.push(one) }
      const options = { prices: evaluation.prices, decisions }
      const model = await evalModel(args.cassette ?? args.model ?? 'configured', { ...options, ...keep })
      const first = await asked(loaded, model, evaluation)
      if (args.record !== undefined) await writeFile(args.record, writeCassette(kept))
      const others =
        args.against === undefined ? [] : [await asked(loaded, await evalModel(args.against, options), evaluation)]
      const { diagnostics, texts } = loaded
      console.log(format({ models: [first, ...others], diagnostics, texts }))
      const isFine =
        first.evals.every(({ broken }) => broken.length === 0) &&
        diagnostics.every(({ severity }) => severity !== 'error')
      return isFine ? 0 : 1
    } catch (error) {
      if (error instanceof ProjectError || error instanceof ToolLoadError) return fail(error.message)
      throw error
    }
  },
})

async function asked({ evals }: LoadedEvals, model: EvalModel, config: EvaluationConfig): Promise<ModelResults> {
  try {
    const results = []
    for (const one of evals) {
      const { result, unasked } = await runEval(one, model, usualThresholds(config))
      if (unasked.length > 0)
        throw new ProjectError(
          `${one.name}: nobody is asked in ${unasked.join(', ')} by itself: something is missing by then.\n  Say what is there: states: { ${unasked[0] ?? ''}: { slots: { … }, saved: { … }, … } }`,
        )
      results.push(result)
    }
    return { model: model.name, evals: results }
  } finally {
    await model.close()
  }
}

/** Times are texts in the configuration as they are in a file. */
function usualThresholds({ thresholds = {} }: EvaluationConfig): Thresholds {
  return Object.fromEntries(
    Object.entries(thresholds).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : (parseDuration(value) ?? Infinity),
    ]),
  )
}
