import { expect, it } from 'vitest'
import { booking, salonOn } from './booking.ts'
import { Scenario } from './scenario.ts'

it('goes from the greeting to the goodbye, and its log folds to what is stored', async () => {
  const salon = salonOn(() => call.clock)
  const call = await Scenario.start(booking, { tools: salon.tools })
  await call.hears('or a colour?')
  await call.says('haircut')
  await call.hears('Shall I book it?')
  await call.says('yes')
  await call.hears('Goodbye!')
  await call.wait(1000)

  expect(call.heard).toBe(
    'Welcome to the salon. We are open from nine to five on every weekday. | Would you like a haircut, or a colour? | A haircut. Shall I book it? | It is booked. | Goodbye!',
  )
  expect(await call.outcome()).toBe('completed')
  expect(salon.written).toHaveLength(1)
  expect(call.line.closed?.code).toBe(1000)
  expect(call.faults()).toEqual([])
  const { folded, stored } = await call.foldedAndStored()
  expect(folded).toBe(stored)
})
