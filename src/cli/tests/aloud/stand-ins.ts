import { Type } from 'typebox'
import type { Flow } from '../../../../engine/language/flow.ts'
import type { Json } from '../../../../engine/language/json.ts'
import { toolsCalled } from '../../../../engine/language/tools-called.ts'
import { commonErrors } from '../../../../engine/language/world.ts'
import type { Stage } from '../../../../engine/rehearsal/stage.ts'
import type { DecisionsPort } from '../../../decisions/decisions.ts'
import type { LineCall } from '../../../line-client/line-call.ts'
import { systemClock, type Clock } from '../../../media/clock.ts'
import type { CallControl } from '../../../telephony/line.ts'
import { defineTool } from '../../../tools/define-tool.ts'
import { ToolError, type Tool, type ToolContext } from '../../../tools/tool.ts'

/** The tools of a flow, answering as the stage says; where it says nothing, the project's own. */
export function stagedTools(flow: Flow, stage: Stage, real: readonly Tool[]): readonly Tool[] {
  return toolsCalled(flow).map((name) => {
    const own = real.find((tool) => tool.name === name)
    const answer = async (input: unknown, context: ToolContext): Promise<unknown> => {
      const key = context.idempotencyKey
      const call = { type: 'tool.call', key, tool: name, input: input as Json, deadline: Infinity } as const
      const staged = stage.tool({ ...call, retry: { max: 0, errors: [] } }, 0)
      if (staged === null && own !== undefined) return own.handler(input, context)
      if (staged === null) throw new ToolError('unavailable', 'There is no stub.')
      await pause(staged.inMs, context.signal)
      const { outcome } = staged
      if (!outcome.ok) throw new ToolError(outcome.error, outcome.message)
      return outcome.result
    }
    if (own !== undefined) return defineTool({ ...own, handler: answer })
    return defineTool({
      name,
      description: 'Answers as the test says.',
      // what a flow says of a tool that nobody has written yet
      effect: outcomesOf(flow, name).includes('uncertain') ? 'write' : 'read',
      input: Type.Object({}, { additionalProperties: true }),
      output: Type.Any(),
      errors: outcomesOf(flow, name).filter((code) => code !== 'error' && !commonErrors.includes(code)),
      handler: answer,
    })
  })
}

function outcomesOf(flow: Flow, tool: string): readonly string[] {
  const named = Object.values(flow.states).flatMap((state) =>
    state.kind === 'tool' && state.tool === tool ? Object.keys(state.outcomes) : [],
  )
  return [...new Set(named)]
}

/** The model, answering as the stage says. */
export function stagedDecisions(stage: Stage): DecisionsPort {
  return {
    name: 'as the test says',
    async decide({ utterance }, { signal }) {
      const { inMs, outcome } = stage.answer(utterance)
      await pause(inMs ?? Infinity, signal).catch(() => {})
      return outcome
    },
    close: async () => {},
  }
}

/** What is done to a call from outside its stream, done to the line that is here. */
export function stagedControl(stage: Stage, line: () => LineCall | null): CallControl {
  return {
    hangup: async () => line()?.end(),
    reconnect: async () => void line()?.go('/twilio/resume'),
    async transfer() {
      const { inMs, outcome } = stage.transfer()
      const here = line()
      here?.leaveStream()
      const isTaken = outcome === 'completed'
      const status = isTaken || outcome === 'declined' ? 'completed' : outcome === 'noanswer' ? 'no-answer' : outcome
      setTimeout(
        () => void here?.go('/twilio/transfer-result', { DialCallStatus: status, DialBridged: String(isTaken) }),
        inMs ?? 0,
      )
    },
  }
}

/** The system's own time, as if it had been this moment when the clock was made. */
export function clockFrom(at: number): Clock {
  const offset = at - systemClock.now()
  return { now: () => systemClock.now() + offset, after: (ms, run) => systemClock.after(ms, run) }
}

/** Rejects where it is given up before. */
function pause(ms: number | null, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = ms === null || ms === Infinity ? undefined : setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(new ToolError('timeout', 'It took too long.'))
      },
      { once: true },
    )
  })
}
