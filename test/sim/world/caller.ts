import { frameMs, framesOf, silentFrame } from './sound.ts'
import type { Phone } from './phone.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** A caller hangs up when the line has been dead for so long. */
const patienceMs = 25_000
/** The silence behind speech, by which it is known to be over. */
const trailingFrames = 6

interface Heard {
  readonly text: string
  readonly from: number
}

/** Somebody with a telephone: answers what is asked, or something else, or nothing; breaks in; hangs up. */
export class Caller {
  readonly #world: World
  readonly #phone: Phone
  readonly #chance: Random
  #movesLeft: number
  /** What we said since the caller spoke last. */
  #heard: Heard[] = []
  #lastSoundAt: number
  #speaksUntil = 0
  #thinks = false
  #streamBeganAt = 0

  constructor(world: World, phone: Phone) {
    this.#world = world
    this.#phone = phone
    this.#chance = world.random(`caller ${world.plan.caller.seed}`)
    this.#movesLeft = world.plan.caller.moves
    this.#lastSoundAt = world.now
    const { hangsUpAtMs } = world.plan.caller
    if (hangsUpAtMs !== null) world.after(hangsUpAtMs, () => phone.hangUp())
    this.#wearThin()
  }

  /** The caller's voice is on the line until then. */
  get speaksUntil(): number {
    return this.#speaksUntil
  }

  /** A stream has come: its audio time begins. */
  connected(): void {
    this.#streamBeganAt = this.#world.now
    if (this.#world.plan.line.sendsSilence) this.#sendSilence(this.#phone.socket?.streamSid ?? '')
  }

  /** A call of ours is answered. */
  answers(): void {
    this.#lastSoundAt = this.#world.now
  }

  hears({ text, fromMs, from, to }: { text: string; fromMs: number; from: number; to: number }): void {
    this.#lastSoundAt = Math.max(this.#lastSoundAt, to)
    if (this.#heard.at(-1)?.text !== text || fromMs === 0) {
      this.#heard.push({ text, from })
      this.#world.tell(`hears: ${text}${fromMs > 0 ? ` (from ${fromMs} ms on)` : ''}`)
      if (fromMs === 0 && this.#movesLeft > 0 && this.#chance.happens(this.#world.plan.caller.interrupts))
        this.#world.after(from - this.#world.now + this.#chance.integer(200, 1800), () => this.#breakIn())
    }
    if (this.#thinks) return
    this.#thinks = true
    this.#world.after(to - this.#world.now + this.#chance.integer(300, 1400), () => this.#think())
  }

  #think(): void {
    this.#thinks = false
    const { now } = this.#world
    if (this.#phone.state !== 'connected') return
    const untilMs = Math.max(this.#phone.soundsUntil, this.#speaksUntil) - now
    if (untilMs > 0) {
      this.#thinks = true
      this.#world.after(untilMs + this.#chance.integer(300, 1400), () => this.#think())
      return
    }
    const answer = this.#answer()
    if (answer === null || this.#movesLeft <= 0) return
    this.#movesLeft -= 1
    this.#do(answer)
  }

  /** What they say to what was asked last; null to what is no question. */
  #answer(): string | null {
    const { replies, odd } = this.#world.flow
    for (const { text } of this.#heard.toReversed()) {
      const reply = replies.find(({ to }) => to.test(text))
      if (reply === undefined) continue
      const sensible = this.#chance.happens(this.#world.plan.caller.sense)
      return this.#chance.pick(sensible ? reply.say : odd)
    }
    return null
  }

  #breakIn(): void {
    const isHearing = this.#phone.soundsUntil > this.#world.now
    if (!isHearing || this.#speaksUntil > this.#world.now || this.#phone.state !== 'connected') return
    this.#movesLeft -= 1
    const answer = this.#chance.happens(0.5) ? this.#answer() : null
    this.#do(answer ?? this.#chance.pick(this.#world.flow.odd))
  }

  /** Says it; `#12` presses keys, `…` is silence, `✝` hangs up. */
  #do(move: string): void {
    this.#heard = []
    if (move === '…') return
    if (move === '✝') return this.#phone.hangUp()
    if (move.startsWith('#')) return this.#press(move.slice(1))
    const { now } = this.#world
    const frames = framesOf(move)
    this.#speaksUntil = now + frames.length * frameMs
    this.#lastSoundAt = this.#speaksUntil
    this.#world.tell(`says: ${move}`)
    this.#world.happen({ type: 'caller spoke', text: move, from: now, to: this.#speaksUntil })
    this.#sendFrames(frames, 0)
  }

  #press(keys: string): void {
    this.#world.tell(`presses: ${keys}`)
    Array.from(keys, (digit, index) =>
      this.#world.after(index * 250, () =>
        this.#phone.socket?.sendMessage({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } }),
      ),
    )
  }

  #sendFrames(frames: readonly string[], index: number): void {
    if (index >= frames.length + trailingFrames) return
    this.#send(frames[index] ?? silentFrame)
    this.#world.after(frameMs, () => this.#sendFrames(frames, index + 1))
  }

  #sendSilence(streamSid: string): void {
    if (this.#phone.socket?.streamSid !== streamSid) return
    if (this.#speaksUntil + trailingFrames * frameMs <= this.#world.now) this.#send(silentFrame)
    this.#world.after(frameMs, () => this.#sendSilence(streamSid))
  }

  #send(payload: string): void {
    const { socket } = this.#phone
    if (socket === null) return
    const audioMs = Math.round(this.#world.now - this.#streamBeganAt) + 100
    socket.sendMedia(payload, audioMs)
    const fault = this.#world.frameFault()
    if (fault === 'repeat frames') socket.sendMedia(payload, audioMs, 'again')
    if (fault === 'late frames') socket.sendMedia(payload, audioMs - 2 * frameMs, 'late')
  }

  #wearThin(): void {
    this.#world.after(2500, () => {
      if (this.#phone.state === 'over') return
      // Who is put through hears somebody else, and who was not called waits for nothing.
      if (this.#phone.state === 'transferring' || this.#phone.isUnanswered) this.#lastSoundAt = this.#world.now
      if (this.#world.now - this.#lastSoundAt > patienceMs) {
        this.#world.tell('the line has been dead for too long')
        this.#world.lostPatience()
        return this.#phone.hangUp()
      }
      this.#wearThin()
    })
  }
}
