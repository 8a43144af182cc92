import { randomBytes } from 'node:crypto'

/** Somebody in a conference, as their `<Conference>` has it. */
export interface Member {
  readonly callSid: string
  readonly label: string | null
  /** Whether it begins with them. */
  readonly starts: boolean
  /** Whether it ends when they leave. */
  readonly ends: boolean
  readonly statusUrl: string | null
  readonly statusEvents: readonly string[]
  /** It has begun for them: no music any more. */
  readonly onStart: () => void
}

/** A conference, as Twilio's console shows it. */
export interface StandInConference {
  readonly sid: string
  readonly name: string
  readonly status: 'init' | 'in-progress' | 'completed'
  readonly createdAt: Date
  /** Who is in it now. */
  readonly members: readonly Member[]
}

/** The conferences of an account: one at a time of each name. */
export interface Conferences {
  readonly all: readonly StandInConference[]
  /** Somebody comes. `over` resolves when it has ended for them, `leave` is to be called when they go of themselves. */
  join(name: string, member: Member): { readonly over: Promise<void>; leave(): void }
}

interface Running extends StandInConference {
  status: 'init' | 'in-progress' | 'completed'
  readonly members: Member[]
}

/** `post` tells our server of an event, later: the address is the first one's who came, as at Twilio. */
export function createConferences(post: (url: string, form: Readonly<Record<string, string>>) => void): Conferences {
  const all: Running[] = []
  const leaving = new Map<Member, () => void>()

  function find(name: string, first: Member): { conference: Running; tell: (event: string, member?: Member) => void } {
    const known = all.find((one) => one.name === name && one.status !== 'completed')
    const conference: Running = known ?? {
      sid: `CF${randomBytes(16).toString('hex')}`,
      name,
      status: 'init',
      createdAt: new Date(),
      members: [],
    }
    if (known === undefined) {
      all.push(conference)
      tellers.set(conference, tellerOf(conference, first))
    }
    return { conference, tell: tellers.get(conference) ?? (() => {}) }
  }

  const tellers = new Map<Running, (event: string, member?: Member) => void>()
  function tellerOf(conference: Running, { statusUrl, statusEvents }: Member) {
    let sequence = 0
    return (event: string, member?: Member): void => {
      sequence += 1
      if (statusUrl === null || !statusEvents.includes(event.replace(/^(conference|participant)-/, ''))) return
      post(statusUrl, {
        ConferenceSid: conference.sid,
        FriendlyName: conference.name,
        SequenceNumber: String(sequence),
        Timestamp: new Date().toUTCString(),
        StatusCallbackEvent: event,
        ...(member === undefined
          ? {}
          : {
              CallSid: member.callSid,
              Muted: 'false',
              Hold: 'false',
              Coaching: 'false',
              StartConferenceOnEnter: String(member.starts),
              EndConferenceOnExit: String(member.ends),
              ...(member.label === null ? {} : { ParticipantLabel: member.label }),
            }),
      })
    }
  }

  return {
    all,
    join(name, member) {
      const { conference, tell } = find(name, member)
      const over = Promise.withResolvers<void>()
      conference.members.push(member)
      tell('participant-join', member)
      const remove = (one: Member): void => {
        const at = conference.members.indexOf(one)
        if (at === -1) return
        conference.members.splice(at, 1)
        tell('participant-leave', one)
        leaving.get(one)?.()
        leaving.delete(one)
      }
      leaving.set(member, () => over.resolve())
      if (member.starts && conference.status === 'init') {
        conference.status = 'in-progress'
        tell('conference-start')
        for (const one of conference.members) one.onStart()
      } else if (conference.status === 'in-progress') member.onStart()
      return {
        over: over.promise,
        leave() {
          if (!conference.members.includes(member)) return
          remove(member)
          if (!member.ends && conference.members.length > 0) return
          if (conference.status === 'completed') return
          conference.status = 'completed'
          for (const one of conference.members.toReversed()) remove(one)
          tell('conference-end')
        },
      }
    },
  }
}
