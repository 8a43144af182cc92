import { surely } from '../hearing/besides.ts'
import type { CommandName } from '../language/flow.ts'
import type { TurnEnded } from './event.ts'
import type { Scene } from './scene.ts'

/** Whose an utterance is. */
export type Claim =
  | { readonly by: 'answer' }
  | { readonly by: 'correction' }
  | { readonly by: 'command'; readonly name: CommandName }
  | { readonly by: 'interrupt'; readonly name: string }
  | { readonly by: 'knowledge'; readonly id: string }
  | { readonly by: 'model' }
  | { readonly by: 'nomatch' }

/** What the question that is asked makes of the words. */
export interface Asked {
  /** How far they are an answer: `closed` cannot grow, `open` could, or could be something else after all. */
  readonly answer: (scene: Scene<TurnEnded>) => 'closed' | 'open' | 'none'
  /** Whether the words give a filled slot another value than it has. */
  readonly corrects: (scene: Scene<TurnEnded>) => boolean
  /** Whether a model may be asked what the words mean. */
  readonly mayAsk: (scene: Scene<TurnEnded>) => boolean
}

/**
 * Who gets an utterance: the one order. Keys never come here, they are taken before any word is.
 *
 *     a word that interrupts at once ("stop", "operator") → a closed answer to the question → a correction of what was
 *     said before → a command → an interrupt → a question that the knowledge answers → an open answer → the model, over
 *     everything that is possible here → nobody
 *
 * An utterance that names a filled slot and none that is asked for is no closed answer: "five adults" corrects the adults
 * while the children are asked for.
 */
export function claimOf(scene: Scene<TurnEnded>, asked: Asked): Claim {
  const heard = scene.event.besides ?? {}
  const command = surest(heard.commands ?? {}, surely.command) as CommandName | null
  if (heard.always === true && command !== null) return { by: 'command', name: command }
  const answer = asked.answer(scene)
  if (answer === 'closed' && heard.named !== true) return { by: 'answer' }
  if (asked.corrects(scene)) return { by: 'correction' }
  if (answer === 'closed') return { by: 'answer' }
  if (command !== null) return { by: 'command', name: command }
  const interrupt = surest(heard.interrupts ?? {}, surely.interrupt)
  if (interrupt !== null) return { by: 'interrupt', name: interrupt }
  const entry = surest(heard.knowledge ?? {}, surely.knowledge)
  if (entry !== null) return { by: 'knowledge', id: entry }
  const [first] = heard.requests ?? []
  if (answer === 'none' && first !== undefined) return claimBy(first)
  if (answer === 'open') return { by: 'answer' }
  return { by: asked.mayAsk(scene) ? 'model' : 'nomatch' }
}

/** Requests besides the one that got the utterance, in order: they are answered after it. */
export function otherRequests(scene: Scene<TurnEnded>, claim: Claim): readonly string[] {
  const requests = scene.event.besides?.requests ?? []
  const code = codeOf(claim)
  return code === null && claim.by !== 'answer' ? [] : requests.filter((one) => one !== code)
}

/** "interrupt:directions": what a claim asks for, where it asks for something. */
export function codeOf(claim: Claim): string | null {
  if (claim.by === 'command' || claim.by === 'interrupt') return `${claim.by}:${claim.name}`
  return claim.by === 'knowledge' ? `knowledge:${claim.id}` : null
}

function claimBy(code: string): Claim {
  const at = code.indexOf(':')
  const [by, name] = [code.slice(0, at), code.slice(at + 1)]
  if (by === 'command') return { by, name: name as CommandName }
  return by === 'interrupt' ? { by, name } : { by: 'knowledge', id: name }
}

/** The one that fits well enough and better than any other. */
function surest(scores: Readonly<Partial<Record<string, number>>>, enough: number): string | null {
  const [best] = Object.entries(scores).sort((a, b) => (b[1] ?? 0) - (a[1] ?? 0))
  return best !== undefined && (best[1] ?? 0) >= enough ? best[0] : null
}
