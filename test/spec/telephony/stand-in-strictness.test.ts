import { expect, it } from 'vitest'
import { faultOf } from '../../stand-ins/twilio-placed.ts'
import { unknownParameter, updateFaultOf } from '../../stand-ins/twilio-parameters.ts'
import { createCallRecordings } from '../../stand-ins/twilio-recordings.ts'
import { parseTwiml } from '../../stand-ins/twiml-document.ts'
import { twimlFaults } from '../../stand-ins/twiml-schema.ts'

const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields)
const good = { To: '+447700900123', From: '+442079460000', Url: 'https://voice.test/twilio/voice' }

it.each([
  ['takes a call that it knows all of', faultOf(form(good)), null],
  ['a parameter that the published interface does not have', faultOf(form({ ...good, Tmeout: '5' })), 20001],
  ['a number that is none', faultOf(form({ ...good, To: '0800' })), 21211],
  ['a time-out beyond the bounds', faultOf(form({ ...good, Timeout: '601' })), 21207],
  ['a change that the interface does not have', updateFaultOf(form({ TwiML: '<Response/>' })), 20001],
  ['a status that no call can be given', updateFaultOf(form({ Status: 'in-progress' })), 21218],
  ['two ways at a time', updateFaultOf(form({ Url: 'https://a.test', Twiml: '<Response/>' })), 21218],
  ['a filter that a list does not have', unknownParameter('listConferences', form({ Name: 'c' })), 20001],
] as const)('Twilio, here, refuses what it would: %s', (_, fault, code) => {
  expect(fault?.code ?? null).toBe(code)
})

it.each([
  ['<Dial><Conference beep="false" endConferenceOnExit="true">c</Conference></Dial>', 0],
  ['<Dial><Conference beeps="false">c</Conference></Dial>', 1],
  ['<Dial><Conference statusCallbackEvent="join left">c</Conference></Dial>', 1],
  ['<Dial><Conference beep="no">c</Conference></Dial>', 1],
  ['<Gather><Dial>+44</Dial></Gather>', 1],
  ['<Say lang="en">Hello</Say>', 1],
])('and warns of TwiML that it does not know: %s', (verbs, faults) => {
  expect(twimlFaults(parseTwiml(`<Response>${verbs}</Response>`))).toHaveLength(faults)
})

it('keeps the order of a recording: begun once, paused while it is on, gone on with while it is paused', () => {
  let at = 0
  const recordings = createCallRecordings(
    () => at,
    () => {},
  )
  const pause = form({ Status: 'paused', PauseBehavior: 'silence' })
  const resume = form({ Status: 'in-progress' })
  expect(recordings.start(null)).toMatchObject({ code: 21220 })
  expect(recordings.change(pause)).toMatchObject({ code: 20404 })
  expect(recordings.start(form({ RecordingChannels: 'dual' }))).toMatchObject({ status: 'in-progress' })
  expect(recordings.start(form({}))).toMatchObject({ code: 21220 })
  expect(recordings.change(resume)).toMatchObject({ code: 21220 })
  at = 1000
  expect(recordings.change(pause)).toMatchObject({ status: 'paused' })
  expect(recordings.change(pause)).toMatchObject({ code: 21220 })
  at = 2000
  recordings.change(resume)
  at = 3000
  expect(recordings.all[0]?.stretches).toEqual([
    { fromMs: 0, toMs: 1000 },
    { fromMs: 2000, toMs: 3000 },
  ])
})
