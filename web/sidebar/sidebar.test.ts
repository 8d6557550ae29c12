import { expect, test } from 'vitest'
import { start } from './start-sidebar.ts'

const load = {
  kind: 'load',
  label: 'Refunds only',
  panel: 'activity',
  subject: { kind: 'customer', id: 'cus_a' },
  params: { show: 'refunds' },
} as const

test("every request for text contains the reader's locale and time zone", async () => {
  const { sidebar, calls, timers, select } = start()
  await sidebar.start()
  await select('a')
  sidebar.actions.run(load, 'customer')
  sidebar.search.type('ann')
  for (const timer of timers) timer.run()
  await new Promise((free) => setImmediate(free))
  await sidebar.actions
    .send('refund', { subject: { kind: 'customer', id: 'cus_a' }, stage: 'open' })
    .catch(() => undefined)
  const sent = calls.map(
    ({ init }) => JSON.parse(typeof init.body === 'string' ? init.body : '{}') as unknown,
  )
  expect(sent.length).toBeGreaterThan(3)
  for (const body of sent) expect(body).toMatchObject({ locale: 'en-GB', timeZone: 'Europe/Berlin' })
})
