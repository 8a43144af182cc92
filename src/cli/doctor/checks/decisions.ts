import { createOpenAiDecider } from '../../../decisions/openai/decider.ts'
import { ProviderError } from '../../../providers/provider-error.ts'
import { answerWithinMs, ok, reasonOf, warning, wrong, type Check } from '../finding.ts'

/** So long one provider may say nothing before the next is asked (src/decisions/race.ts). */
const slowMs = 1000

/**
 * Whether the server of `DECISIONS_BASE_URL` decides, as a call would ask it: its address, its key, its model, and whether it
 * keeps to a strict schema. Not every such server has a page that needs the key, so it is asked a question of a few words.
 */
export const checkDecisions: Check = async ({ config: { compatible } }) => {
  if (compatible === null) return []
  const decider = createOpenAiDecider({
    ...compatible,
    apiKey: compatible.apiKey ?? 'none',
    provider: 'compatible',
    by: 'compatible',
  })
  const began = performance.now()
  try {
    const { option, why } = await decider.ask(question, {
      signal: new AbortController().signal,
      timeoutMs: answerWithinMs,
    })
    const ms = Math.round(performance.now() - began)
    if (why === 'refused')
      return [warning(check, 'The model would not answer a plain question.', 'Try another DECISIONS_MODEL.')]
    if (option !== 'yes')
      return [warning(check, `It takes "yes" for something else (${ms} ms).`, 'Try a better DECISIONS_MODEL.')]
    if (ms > slowMs)
      return [
        warning(check, `It decides, in ${ms} ms.`, 'Callers wait for it: take a quicker model, or a nearer server.'),
      ]
    return [ok(check, `It decides (${ms} ms).`)]
  } catch (error) {
    return [fault(error, new URL(compatible.baseUrl).host)]
  } finally {
    await decider.close()
  }
}

const check = 'decisions'

const question = {
  question: 'What did the caller say?',
  instructions: '',
  utterance: 'yes',
  language: 'en',
  options: { yes: { means: 'said yes', examples: [] }, no: { means: 'said no', examples: [] } },
  slots: {},
  turns: [],
}

function fault(error: unknown, host: string) {
  const message = `It does not decide: ${error instanceof ProviderError ? error.message : reasonOf(error)}.`
  const code = error instanceof ProviderError ? error.code : 'unavailable'
  switch (code) {
    case 'refused':
      return wrong(check, message, 'Look at DECISIONS_API_KEY, DECISIONS_MODEL and DECISIONS_BASE_URL.')
    case 'rejected':
      return wrong(
        check,
        message,
        'Does it know response_format with a strict json_schema? See decisions: [compatible-labels].',
      )
    default:
      return wrong(
        check,
        message,
        `Does it run, and can this machine reach ${host}? The path ends as in https://host/v1.`,
      )
  }
}
