import { wayOut } from '../../../src/telephony/twilio/twiml.ts'
import { accountSid, failedStatus } from './addresses.ts'
import type { World } from './world.ts'

/** Twilio waits for a webhook so long, then the call ends with an error. */
const webhookMs = 15_000
/** What is said where no server answers at all: the number's own fallback. */
const fallback = wayOut({ text: 'We cannot take your call just now.', language: 'en-GB', number: null })

type Fields = Readonly<Record<string, string>>

/** How the line asks servers of ours, and tells them things, for one call: any server, again where nobody can be reached. */
export class Webhooks {
  readonly #world: World
  readonly #lineId: string

  /** `lineId`: whose call it is. */
  constructor(world: World, lineId: string) {
    this.#world = world
    this.#lineId = lineId
  }

  /** Asks what to do. `isWanted`: the call still waits for the answer; it is given once, or never. */
  ask(path: string, fields: Fields, isWanted: () => boolean, answer: (twiml: string) => void): void {
    const world = this.#world
    const askedAt = world.now
    let isAnswered = false
    const answered = (twiml: string): void => {
      if (isAnswered || !isWanted()) return
      isAnswered = true
      answer(twiml)
    }
    const fault = world.requestFault('webhook')
    const all = { CallSid: this.#lineId, AccountSid: accountSid, CallStatus: 'in-progress', ...fields }
    const attempt = (): void => {
      if (!isWanted()) return
      if (world.now - askedAt > webhookMs) return answered(fallback)
      const server = world.balance()
      world.after(world.latency(150), () => {
        // A connection that fails is tried again.
        if (server === null || server.process.isDead) {
          world.after(300, attempt)
          return
        }
        world.after(webhookMs, () => answered(fallback))
        const forget = server.process.onDeath(() => void world.after(300, attempt))
        server.post(path, all, (twiml) => {
          forget()
          // Where the connection broke it is asked again, although it was done.
          if (fault?.how === 'unanswered') world.after(300, () => this.#again(path, all, answered))
          else this.#afterLatency(() => answered(twiml))
        })
      })
    }
    if (fault?.how === 'slow') world.after(fault.ms, attempt)
    else attempt()
    if (fault?.how === 'twice') world.after(fault.ms, () => this.#again(path, all, answered))
  }

  /** Nobody waits for the answer; where no server can be reached it is sent again. */
  tell(path: string, fields: Fields, attempts = 8): void {
    const world = this.#world
    world.after(world.latency(600), () => {
      const server = world.balance()
      const all = { CallSid: this.#lineId, AccountSid: accountSid, ...fields }
      const again = (): void => {
        if (attempts > 0) world.after(1500, () => this.tell(path, fields, attempts - 1))
      }
      if (server === null) return again()
      const forget = server.process.onDeath(again)
      server.post(path, all, (answer) => {
        forget()
        if (answer === failedStatus) again()
      })
    })
  }

  #again(path: string, fields: Fields, answered: (twiml: string) => void): void {
    const world = this.#world
    const server = world.balance()
    const again = (): void => void world.after(500, () => this.#again(path, fields, answered))
    if (server === null || server.process.isDead) return again()
    const forget = server.process.onDeath(again)
    server.post(path, fields, (twiml) => {
      forget()
      world.recovered('a webhook was answered again')
      this.#afterLatency(() => answered(twiml))
    })
  }

  #afterLatency(run: () => void): void {
    this.#world.after(this.#world.latency(100), run)
  }
}
