// What each process role does with background work: a web process leaves it alone, and shuts down gracefully.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineHandler } from '#definitions/define.ts'
import { openMemoryStore, type JobStore } from '../../test/worlds/database.ts'
import { eventOf, openInbox, type OpenInbox } from '../../test/worlds/events/inbox.ts'
import { runWork, type Role } from './run-work.ts'

let store: JobStore
let inbox: OpenInbox
let handled: string[]
beforeEach(async () => {
  store = await openMemoryStore()
  handled = []
  inbox = await openInbox(store, {
    definitions: {
      handlers: [
        defineHandler({
          id: 'note',
          events: ['*'],
          handle: async ({ event }) => void handled.push(event.id),
        }),
      ],
    },
  })
})
afterEach(async () => {
  await inbox.close()
  await store.close()
})

const waiting = async (table: 'jobs' | 'events') =>
  (await store.db.selectFrom(table).select(['id', 'state']).execute()).filter(
    ({ state }) => state === 'waiting',
  )
/** Advances the clock by seconds, one at a time. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await inbox.clock.advance(1000)
    await store.db.selectFrom('jobs').select('id').execute()
  }
}
const start = (role: Role) => runWork(inbox, inbox.clock.ports, role)
const isStopped = async (queue: 'jobs' | 'events') => (await inbox.workers[queue].tick()) === 0

test('a web process does not look for work of any kind, and its workers take none once it has stopped', async () => {
  const stop = start('web')
  await inbox.upkeep({ isStart: true })
  await inbox.send(eventOf())
  await pass(20)
  expect([handled, (await waiting('jobs')).length, (await waiting('events')).length]).toEqual([[], 2, 1])
  await stop()
  expect([await isStopped('jobs'), await isStopped('events')]).toEqual([true, true])
  expect([(await waiting('jobs')).length, (await waiting('events')).length]).toEqual([2, 1])
})

test('a stopping web process waits for the work that a caller waits for', async () => {
  const stop = start('web')
  await inbox.upkeep({ isStart: false })
  const id = (await waiting('jobs')).find((job) => job.id.startsWith('job_purge'))?.id ?? ''
  const running = inbox.workers.jobs.run(id)
  await Promise.all([stop(), running])
  const job = await store.db.selectFrom('jobs').select('state').where('id', '=', id).executeTakeFirst()
  expect([await running, job?.state]).toEqual([true, 'done'])
})

test.each(['worker', 'all'] as const)(
  'a process with the role %s does the work until it stops',
  async (role) => {
    const stop = start(role)
    await inbox.send(eventOf())
    await expect
      .poll(async () => {
        await pass(1)
        return [handled.length, (await waiting('jobs')).length]
      })
      .toEqual([1, 0])
    const stopped = stop()
    await pass(5)
    await stopped
    await inbox.send(eventOf())
    expect([await isStopped('jobs'), await isStopped('events'), handled.length]).toEqual([true, true, 1])
  },
)
