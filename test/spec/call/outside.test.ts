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

  it('reaches a call of another server within a second, and takes nothing from that server', async () => {
    const call = await Scenario.start(paying)
    await call.hears('Please pay now.')
    expect(await call.otherServer().receive(call.callId, 'payment_done', { reference: 'P8' })).toBe('received')
    const toldAt = call.clock.now()
    const isThere = (): boolean =>
      call.notices.some((notice) => notice.type === 'stepped' && notice.event.type === 'event.received')
    await call.until('it is there', isThere)
    expect(call.clock.now() - toldAt).toBeLessThanOrEqual(1000)
    await call.hears('Thank you, P8.')
    expect(await call.count('event.received')).toBe(1)
    await call.isOverAndGone()
  })

  it('is not lost with the server that was about to hear of it, and not told twice', async () => {
    const call = await Scenario.start(paying)
    await call.hears('Please pay now.')
    const other = call.otherServer()
    call.crashes()
    expect(await other.receive(call.callId, 'payment_done', { reference: 'P9' })).toBe('received')
    call.desk = other
    other.keepWatch()
    await call.hears('Thank you, P9.')
    expect(await call.count('event.received')).toBe(1)
    expect(await call.store.posted(call.callId)).toEqual([])
    await other.drain(0)
    await call.isOverAndGone()
  })

  it('whose step was committed by a server that died at once is not told again', async () => {
    const call = await Scenario.start(
      flowOf(`
flow: twice
language: en-GB
timezone: Europe/London
start: one
slots: {}
states:
  one: { wait: paid, prompt: First., timeout: 60s, next: two, outcomes: { timeout: late } }
  two: { wait: paid, prompt: Second., timeout: 5s, next: late, outcomes: { timeout: done } }
  late: { end: Too much. }
  done: { end: As it should be. }
`),
    )
    await call.hears('First.')
    const posted = { id: 'p1', at: call.clock.now(), text: '{"type":"event.received","name":"paid","data":null}' }
    await call.store.post(call.callId, posted)
    await call.hears('Second.')
    // As a server leaves it that dies between its commit and the removal.
    await call.store.post(call.callId, posted)
    call.crashes()
    call.desk = call.otherServer()
    call.desk.keepWatch()
    await call.hears('As it should be.')
    expect(await call.count('event.received')).toBe(1)
    await call.desk.drain(0)
    await call.isOverAndGone()
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

  it('is kept and told when its server is asked to end in the middle of it', async () => {
    const kept: string[] = []
    const recordings = {
      keep: async (id: string) => {
        kept.push(id)
        return `${id}.wav`
      },
    }
    const call = new Scenario(voicemail)
    call.desk = call.otherServer({ recordings })
    await call.rings()
    await call.connects()
    await call.hears('Please leave a message.')
    await call.wait(600)
    await call.begins('please call me back tomorrow morning')
    await call.wait(1500)
    call.obliging = false
    const draining = call.desk.drain(2000)
    await call.wait(2500)
    await draining
    expect(kept).toHaveLength(1)
    const [finished] = (await call.events()).filter((event) => event.type === 'recording.finished')
    expect(finished).toMatchObject({ ref: `${kept[0]}.wav`, how: 'lost' })
    call.desk = call.otherServer({ owner: 'server-3' })
    await call.connects()
    await call.hears('Thank you.')
    expect(await call.count('recording.finished')).toBe(1)
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
