import { expect, test } from 'vitest'
import { encodeMulaw } from '../../src/media/mulaw.ts'
import { detectDigits } from '../stand-ins/digit-detector.ts'
import { startLineProject } from './line-project.ts'

const flow = `
flow: menus
language: en-GB
start: menu
inputs: { reference: { type: digits, default: "8812" } }
states:
  menu: { say: { press: "w1ww3" }, next: number }
  number: { say: { press: "{{ inputs.reference }}#" }, next: goodbye }
  goodbye: { end: "" }
`

test('keys are on the line as the tones that whoever listens there reads', async () => {
  const server = await startLineProject(flow)
  const call = server.dial()
  await call.over
  const samples = call.recording.samples('agent')
  const heard = new Uint8Array(samples.length)
  encodeMulaw(samples, heard)
  expect(detectDigits(heard)).toBe('138812#')
  expect(call.violations).toEqual([])
})
