import { paths, roomName, roomQuery } from '../../../src/telephony/twilio/twiml.ts'
import type { Room } from '../../../src/telephony/line.ts'
import { readTwiml } from './twiml.ts'
import { Webhooks } from './webhooks.ts'
import type { World } from './world.ts'

/** How whoever is rung behaves. */
type Answers = 'takes it' | 'does not take it' | 'busy' | 'no-answer' | 'failed'

/** Whose caller may be in a room. */
interface RoomHost {
  /** Somebody who was in the room with the caller has left it, and it is over. */
  roomEnded(): void
}

/** Somebody who is rung for a room: a call of its own, which asks what to do and tells what becomes of it. */
class RungPerson {
  readonly legId: string
  readonly room: Room
  state: 'ringing' | 'listening' | 'in the room' | 'over' = 'ringing'
  readonly #world: World
  readonly #webhooks: Webhooks
  readonly #rooms: Rooms

  constructor(world: World, rooms: Rooms, legId: string, room: Room) {
    this.#world = world
    this.#rooms = rooms
    this.legId = legId
    this.room = room
    this.#webhooks = new Webhooks(world, legId)
  }

  rings(answers: Answers, afterMs: number): void {
    this.#tell('initiated')
    this.#world.after(afterMs, () => {
      if (this.state !== 'ringing') return
      if (answers === 'takes it' || answers === 'does not take it') this.#listens(answers)
      else this.ends(answers)
    })
  }

  ends(status = 'completed'): void {
    if (this.state === 'over') return
    this.state = 'over'
    this.#world.tell(`whoever was rung is gone: ${status}`)
    this.#tell(status)
    this.#rooms.left(this)
  }

  /** Hears the brief, and presses 1 or does not. */
  #listens(answers: Answers): void {
    this.state = 'listening'
    this.#ask(paths.whisper, {}, (twiml) => {
      if (!twiml.includes('<Gather')) return this.ends()
      this.#world.after(1500, () => {
        if (this.state !== 'listening') return
        if (answers === 'does not take it') return this.ends()
        this.#ask(paths.whisperAnswer, { Digits: '1' }, (next) => this.#joins(next))
      })
    })
  }

  #joins(twiml: string): void {
    const joins = readTwiml(twiml).some((verb) => verb.verb === 'dial' && verb.room === roomName(this.room))
    if (!joins) return this.ends()
    this.state = 'in the room'
    this.#world.tell('whoever was rung is in the room')
    this.#webhooks.tell(paths.room + roomQuery(this.room), { StatusCallbackEvent: 'participant-join' })
    this.#rooms.joined(this)
  }

  #ask(path: string, fields: Readonly<Record<string, string>>, answered: (twiml: string) => void): void {
    const isWanted = (): boolean => this.state === 'listening'
    this.#webhooks.ask(path + roomQuery(this.room), fields, isWanted, answered)
  }

  #tell(CallStatus: string): void {
    this.#webhooks.tell(paths.leg + roomQuery(this.room), { CallStatus })
  }
}

/** The line's rooms, in one of which the caller may wait for somebody who is rung. Either of the two who leaves ends it. */
export class Rooms {
  readonly #world: World
  readonly #host: RoomHost
  readonly #seated = new Set<string>()
  readonly #rung: { readonly person: RungPerson; readonly at: number }[] = []
  #callerIn: string | null = null

  constructor(world: World, host: RoomHost) {
    this.#world = world
    this.#host = host
  }

  /** Somebody and the caller have met. */
  get isTalking(): boolean {
    return this.#callerIn !== null && this.#rung.some(({ person }) => this.#isWithCaller(person))
  }

  /** Somebody sits in a room in which nobody will come. */
  get isSomebodyAlone(): boolean {
    return this.#rung.some(({ person }) => person.state === 'in the room' && !this.#isWithCaller(person))
  }

  hasSeated(room: Room): boolean {
    return this.#seated.has(roomName(room))
  }

  hasRungSince(at: number): boolean {
    return this.#rung.some((one) => one.at >= at)
  }

  callerCame(name: string): void {
    this.#seated.add(name)
    this.#callerIn = name
    for (const { person } of this.#rung) if (this.#isWithCaller(person)) this.#meet(person)
  }

  callerLeft(): void {
    const together = this.#rung.filter(({ person }) => this.#isWithCaller(person))
    this.#callerIn = null
    for (const { person } of together) person.ends()
  }

  /** Rings somebody; their call's id. */
  ring(room: Room): string {
    const { chance, plan } = this.#world
    const person = new RungPerson(this.#world, this, `CAleg${this.#rung.length + 1}`, room)
    const outcome = plan.line.transfers[0] ?? 'completed'
    const answers = outcome !== 'completed' ? outcome : chance.happens(0.15) ? 'does not take it' : 'takes it'
    this.#rung.push({ person, at: this.#world.now })
    this.#world.tell(`the line rings somebody for the room: ${answers}`)
    this.#world.happen({ type: 'rung', transfer: room.id })
    person.rings(answers, chance.integer(500, 9000))
    return person.legId
  }

  release(legId: string): void {
    this.#rung.find(({ person }) => person.legId === legId)?.person.ends('completed')
  }

  joined(person: RungPerson): void {
    if (this.#isWithCaller(person)) this.#meet(person)
  }

  left(person: RungPerson): void {
    if (this.#callerIn !== roomName(person.room)) return
    // Who was rung and never came leaves nobody alone.
    if (!this.#met.has(person)) return
    this.#callerIn = null
    this.#host.roomEnded()
  }

  readonly #met = new Set<RungPerson>()

  #meet(person: RungPerson): void {
    if (this.#met.has(person)) return
    this.#met.add(person)
    this.#world.recovered('a caller met somebody in a room')
    this.#world.after(this.#world.chance.pick([3000, 15_000, 70_000]), () => person.ends())
  }

  #isWithCaller(person: RungPerson): boolean {
    return person.state === 'in the room' && roomName(person.room) === this.#callerIn
  }
}
