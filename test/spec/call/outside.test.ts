import { describe, expect, it } from 'vitest'
import { flowOf, Scenario } from './scenario.ts'

const paying = flowOf(`
flow: paying
language: en-GB
timezone: Europe/London
start: hold
slots: {}
states:
  hold:
    wait: payment_done
    prompt: Please pay now.
    timeout: 60s
    save: { reference: result.reference }
    next: thanks
    outcomes: { timeout: late }
  thanks: { end: "Thank you, {{ reference }}." }
  late: { end: Too late. }
`)

const voicemail = flowOf(`
flow: voicemail
language: en-GB
timezone: Europe/London
start: leave
slots: {}
states:
  leave: { record: Please leave a message., silence: 2s, max: 30s, save: message, next: thanks, outcomes: { noinput: nobody, failed: broken } }
  thanks: { end: Thank you. }
  nobody: { end: Nobody spoke. }
  broken: { end: That failed. }
`)

describe('an event from outside', () => {
  it('reaches the call that waits for it, once, in its log', async () => {
    const call = await Scenario.start(paying)
    await call.hears('Please pay now.')
    expect(await call.desk.receive(call.callId, 'payment_done', { reference: 'P7' })).toBe('received')
    await call.hears('Thank you, P7.')
    expect(await call.count('event.received')).toBe(1)
    await call.isOverAndGone()
    expect(await call.desk.receive(call.callId, 'payment_done', {})).toBe('over')
  })

  it('for a call of another server names that server, and takes nothing from it', async () => {
    const call = await Scenario.start(paying)
    await call.hears('Please pay now.')
    expect(await call.otherServer().receive(call.callId, 'payment_done', {})).toEqual({ elsewhere: 'server-1' })
    expect(call.line.isOver).toBe(false)
    await call.hangsUp()
  })

  it('for no call is told so', async () => {
    const call = await Scenario.start(paying)
    expect(await call.desk.receive('c-none', 'payment_done', {})).toBe('over')
    await call.hangsUp()
  })
})

describe('a message', () => {
  it('is recorded after the tone until the caller is silent, and kept', async () => {
    const kept: [string, number][] = []
    const call = new Scenario(voicemail)
    call.desk = call.otherServer({
      recordings: {
        keep: async (id, mulaw) => {
          kept.push([id, mulaw.length / 8])
          return `${id}.wav`
        },
      },
    })
    await call.rings()
    await call.connects()
    await call.hears('Please leave a message.')
    await call.wait(600)
    await call.says('please call me back tomorrow morning')
    await call.hears('Thank you.')
    expect(kept).toHaveLength(1)
    expect(kept[0]?.[1]).toBeGreaterThan(1000)
    const [finished] = (await call.events()).filter((event) => event.type === 'recording.finished')
    expect(finished).toMatchObject({ ref: `${kept[0]?.[0]}.wav`, how: 'silence', ms: kept[0]?.[1] })
    await call.isOverAndGone()
  })

  it('of a caller who says nothing is none', async () => {
    const call = await Scenario.start(voicemail)
    await call.hears('Nobody spoke.')
    await call.isOverAndGone()
  })

  it('that cannot be kept is a failure', async () => {
    const call = await Scenario.start(voicemail)
    await call.hears('Please leave a message.')
    await call.wait(600)
    await call.says('please call me back')
    await call.hears('That failed.')
    await call.isOverAndGone()
  })
})
