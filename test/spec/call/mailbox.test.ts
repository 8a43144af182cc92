import { expect, it } from 'vitest'
import { Mailbox } from '../../../src/call/mailbox.ts'
import { settle } from '../../stand-ins/virtual-clock.ts'

/** A mailbox whose items wait until they are let through. */
function held(limit: number) {
  const begun: number[] = []
  const faults: unknown[] = []
  let release: (error?: Error) => void = () => {}
  const mailbox = new Mailbox<number>(
    limit,
    (item) =>
      new Promise<void>((resolve, reject) => {
        begun.push(item)
        release = (error) => (error === undefined ? resolve() : reject(error))
      }),
    (error) => void faults.push(error),
  )
  return { mailbox, begun, faults, release: (error?: Error) => release(error) }
}

it('handles one after another, in order, and never in the middle of putting one in', async () => {
  const { mailbox, begun, release } = held(10)
  mailbox.put(1)
  mailbox.put(2)
  expect(begun).toEqual([])
  await settle()
  expect(begun).toEqual([1])
  release()
  await settle()
  expect(begun).toEqual([1, 2])
})

it('refuses what comes when it is full, and takes again when there is room', async () => {
  const { mailbox, begun, release } = held(2)
  mailbox.put(1)
  await settle()
  expect([mailbox.put(2), mailbox.put(3), mailbox.put(4)]).toEqual(['taken', 'taken', 'refused'])
  release()
  await settle()
  expect(mailbox.put(5)).toBe('taken')
  expect(begun).toEqual([1, 2])
})

it('when sealed takes nothing more, and says when the rest is done', async () => {
  const { mailbox, begun, release } = held(10)
  mailbox.put(1)
  mailbox.put(2)
  await settle()
  let isDone = false
  const sealed = mailbox.seal().then(() => (isDone = true))
  expect(mailbox.put(3)).toBe('closed')
  release()
  await settle()
  expect([begun, isDone]).toEqual([[1, 2], false])
  release()
  await sealed
  expect(begun).toEqual([1, 2])
})

it('when closed forgets what waits', async () => {
  const { mailbox, begun, release } = held(10)
  mailbox.put(1)
  mailbox.put(2)
  await settle()
  mailbox.close()
  release()
  await mailbox.idle()
  expect(begun).toEqual([1])
})

it('closes at a fault, says so once, and forgets what waits', async () => {
  const { mailbox, begun, faults, release } = held(10)
  mailbox.put(1)
  mailbox.put(2)
  await settle()
  release(new Error('broken'))
  await settle()
  expect(faults).toEqual([new Error('broken')])
  expect(begun).toEqual([1])
  expect(mailbox.put(3)).toBe('closed')
})

it('goes on after it was idle', async () => {
  const { mailbox, begun, release } = held(10)
  mailbox.put(1)
  await settle()
  release()
  await mailbox.idle()
  mailbox.put(2)
  await settle()
  expect(begun).toEqual([1, 2])
})
