import { commandAt, entryAt, interruptAt } from '../machine/levels.ts'
import type { CommandName } from '../language/flow.ts'
import type { Node, Transition } from '../machine/node.ts'
import { say } from '../machine/prompts.ts'
import type { Scene } from '../machine/scene.ts'
import { pop, serve } from './asides.ts'
import { deafen } from './expectation.ts'
import { isSpoken, quiet } from './visit.ts'

/** Whether the caller has asked for something, beside an answer, that no question has come for since. */
export function isOwed({ context }: Scene): boolean {
  return (context.queue?.length ?? 0) > 0
}

/**
 * What a caller asked for beside their last answer, before the call ends: one after the other, in the order asked. What
 * makes no sense any more ("say that again") is passed over.
 *
 *     owed ──► telling (knowledge) ──► owed
 *       │ └──► away (a flow) ──resumed──► owed
 *       └► `done`
 */
export function owedPhases(done: readonly Transition[]): Record<string, Node> {
  const bargein = { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] } as const
  return {
    owed: {
      always: [
        {
          why: 'a question in passing',
          when: (scene) => next(scene).startsWith('knowledge:') && isPossible(scene),
          to: '.telling',
        },
        {
          why: 'asked for something else',
          when: (scene) => !next(scene).startsWith('knowledge:') && isPossible(scene),
          to: '.away',
          do: (scene) => {
            const code = next(scene)
            pop(scene)
            serve(scene, code, false)
          },
        },
        { why: 'that makes no sense any more', when: isOwed, to: '.owed', do: pop },
        ...done,
      ],
    },
    telling: {
      entry: (scene) => {
        const id = nameOf(next(scene))
        const found = entryAt(scene, id)
        pop(scene)
        deafen(scene)
        if (found === null) return
        say(scene, found.entry.answer, {
          place: `knowledge.${id}`,
          writtenIn: found.level.flow.language,
          purpose: 'prompt',
          bargein,
        })
      },
      on: {
        'speech.played': [{ why: 'played to its end', when: isSpoken, to: '.owed', do: quiet }],
        'speech.interrupted': [{ why: 'the caller broke in', when: isSpoken, to: '.owed', do: quiet }],
        'stream.resumed': [{ why: 'the stream came back', to: '.owed' }],
      },
    },
    away: { on: { 'flow.resumed': [{ why: 'the next request', to: '.owed' }] } },
  }
}

function next({ context }: Scene): string {
  return context.queue?.[0] ?? ''
}

function nameOf(code: string): string {
  return code.slice(code.indexOf(':') + 1)
}

function isPossible(scene: Scene): boolean {
  const code = next(scene)
  const name = nameOf(code)
  if (code.startsWith('knowledge:')) return entryAt(scene, name) !== null
  if (code.startsWith('interrupt:')) return interruptAt(scene, name) !== null
  const found = code.startsWith('command:') ? commandAt(scene, name as CommandName) : null
  return found !== null && 'to' in found.command
}
