import { isOnlyHesitation } from '../decide/normalise.ts'
import type { ModelUse } from '../language/state.ts'
import type { TurnEnded } from '../machine/event.ts'
import type { Transition } from '../machine/node.ts'
import type { Scene } from '../machine/scene.ts'
import { claimOf, codeOf, otherRequests, type Claim } from '../machine/utterance.ts'
import { enqueue } from './asides.ts'
import { correct, correctionOf } from './correcting.ts'
import type { Question } from './question.ts'

/** What the words lead to where they are no answer, or more than one. */
export function asideTransitions(state: string, question: Question): Transition<TurnEnded>[] {
  return [
    {
      why: 'the correction was refused',
      when: (scene) => isFor(question, 'correction')(scene) && correctionOf(scene).refused !== null,
      to: '.declining',
    },
    {
      why: 'a correction',
      when: isFor(question, 'correction'),
      to: '.away',
      do: (scene) => correct(scene, state),
    },
    {
      why: 'a request',
      when: (scene) => codeOf(claim(scene, question)) !== null,
      to: '.serving',
      do: (scene) => {
        const own = claim(scene, question)
        enqueue(scene, [codeOf(own) ?? '', ...otherRequests(scene, own)])
      },
    },
  ]
}

/** Requests that came with an answer wait for the next question. */
export function keepRequests(scene: Scene<TurnEnded>): void {
  enqueue(scene, otherRequests(scene, { by: 'answer' }))
}

export function isFor(question: Question, by: Claim['by']): (scene: Scene<TurnEnded>) => boolean {
  return (scene) => claim(scene, question).by === by
}

/** Every guard of an event asks it: it is found once a context. */
const claims = new WeakMap<object, { readonly context: object; readonly claim: Claim }>()

function claim(scene: Scene<TurnEnded>, question: Question): Claim {
  const known = claims.get(scene.event)
  if (known?.context === scene.context) return known.claim
  const found = claimOf(scene, {
    answer: (at) =>
      !question.heard.some(({ when }) => when?.(at) ?? true)
        ? 'none'
        : question.isOpen?.(at) === true
          ? 'open'
          : 'closed',
    corrects: (at) => correctionOf(at).values.length > 0 || correctionOf(at).refused !== null,
    mayAsk: (at) => at.event.hypotheses.length > 0 && question.mayAsk(at),
  })
  claims.set(scene.event, { context: scene.context, claim: found })
  return found
}

/** Where there is something to ask a model: slots that are open, or what is heard besides; and nothing secret in the words. */
export function isWorthAsking({ budgetMs }: ModelUse, { event }: Scene<TurnEnded>, isOpen: boolean): boolean {
  const said = event.hypotheses[0]?.text ?? ''
  return budgetMs > 0 && event.secret !== true && !isOnlyHesitation(said) && (isOpen || event.besides?.open === true)
}
