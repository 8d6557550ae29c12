// One look for work by the cron trigger: work that hangs does not block the rest, and is returned when the look is over.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineHandler } from '#definitions/define.ts'
import { advanceUntil } from '../../test/worlds/jobs.ts'
import { openMemoryStore, type JobStore } from '../../test/worlds/database.ts'
import { eventOf, openInbox } from '../../test/worlds/events/inbox.ts'
import { lookForWork } from './look-for-work.ts'

let store: JobStore
beforeEach(async () => {
  store = await openMemoryStore()
})
afterEach(() => store.close())

test('a handler that hangs does not hold up other handlers in the same look', async () => {
  const handled: string[] = []
  const inbox = await openInbox(store, {
    definitions: {
      handlers: [
        defineHandler({ id: 'hangs', events: ['*'], handle: () => new Promise(() => undefined) }),
        defineHandler({
          id: 'works',
          events: ['*'],
          concurrency: 2,
          handle: async ({ event }) => void handled.push(event.id),
        }),
      ],
    },
  })
  for (let number = 0; number < 10; number++)
    await inbox.send(eventOf({ data: { object: { id: `in_${number}` } } }))
  let isOver = false
  const look = lookForWork(inbox, inbox.clock.ports).then(() => (isOver = true))
  await expect.poll(() => handled.length).toBe(10)
  expect(isOver).toBe(false)
  await advanceUntil(inbox.clock, 10_000, () => isOver)
  await look
  const runs = (await inbox.shown()).flatMap((event) => event.runs)
  expect(new Set(runs.map(({ handler, state }) => `${handler} ${state}`))).toEqual(
    new Set(['hangs waiting', 'works done']),
  )
  await inbox.close()
})
