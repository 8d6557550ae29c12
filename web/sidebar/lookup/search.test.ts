import { expect, test } from 'vitest'
import { start } from '../start-sidebar.ts'

test('searches only for the latest text', async () => {
  const { sidebar, timers, calls } = start()
  await sidebar.start()
  sidebar.search.type('ca')
  sidebar.search.type('caf')
  for (const { run } of timers) run()
  await new Promise((done) => setImmediate(done))
  expect(calls.map(({ init }) => init.body)).toEqual([expect.stringContaining('"caf"')])
})
