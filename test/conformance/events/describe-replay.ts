// Replaying many events: page by page, each page all or nothing, and each event once for any number of concurrent calls.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineHandler } from '#definitions/define.ts'
import type { Database } from '#store/schema.ts'
import { replayEvents } from '#webhooks/replay.ts'
import { eventOf, openInbox, type OpenInbox } from '../../worlds/events/inbox.ts'
import type { JobStore } from '../../worlds/database.ts'

export function describeEventReplay(open: () => Promise<JobStore>): void {
  let store: JobStore
  let inbox: OpenInbox
  let runs: Map<string, number>
  beforeEach(async () => {
    store = await open()
    runs = new Map()
    inbox = await openInbox(store, {
      definitions: {
        handlers: [
          defineHandler({
            id: 'count',
            events: ['*'],
            handle: async ({ event }) => void runs.set(event.id, (runs.get(event.id) ?? 0) + 1),
          }),
        ],
      },
    })
  })
  afterEach(async () => {
    await inbox.close()
    await store.close()
  })
  const replay = (db: Database = store.db) =>
    replayEvents({ db, ports: inbox.clock.ports }, { tenantId: 'self', states: ['done'] }, { actor: 'cli' })
  const fill = async (count: number) => {
    for (let number = 0; number < count; number++)
      await inbox.send(eventOf({ data: { object: { id: `in_${number}` } } }))
    await inbox.drain()
    await inbox.clock.advance(1000)
  }
  const counts = () => [...new Set(runs.values())]

  test('two concurrent calls run each event once more, even if it ends in between', async () => {
    await fill(130)
    expect(counts()).toEqual([1])
    const calls = [replay(), replay(store.openAgain())]
    let replayed = 0
    const pageOf = async (call: ReturnType<typeof replay>) => {
      const page = await call.next()
      if (!page.done) replayed += page.value.replayed
      return page.done === true
    }
    await Promise.all(calls.map(pageOf))
    for (const call of calls) {
      // The gateway handles what one call has queued before the other call reaches it.
      for (let isOver = false; !isOver;) {
        await inbox.clock.advance(1)
        await inbox.drain()
        isOver = await pageOf(call)
      }
    }
    await inbox.drain()
    expect([replayed, counts()]).toEqual([130, [2]])
  })

  test('a call skips events that another call has queued since it began, even within one millisecond', async () => {
    await fill(130)
    const [first, second] = [replay(), replay()]
    expect(await first.next()).toMatchObject({ value: { replayed: 100, passedOver: 0 } })
    expect(await second.next()).toMatchObject({ value: { replayed: 30, passedOver: 0 } })
    await inbox.drain()
    expect(await first.next()).toMatchObject({ value: { replayed: 0, passedOver: 30 } })
    await inbox.drain()
    expect(counts()).toEqual([2])
  })

  test('a page is queued as a whole or not at all', async () => {
    await fill(30)
    // Fails the last statement of a page.
    const failing = store.db.withPlugin({
      transformQuery: ({ node }) => {
        const isAudit = node.kind === 'InsertQueryNode' && JSON.stringify(node.into).includes('"audit"')
        if (isAudit) throw new TypeError('the process dies')
        return node
      },
      transformResult: async ({ result }) => result,
    })
    await expect(replay(failing).next()).rejects.toThrow('the process dies')
    expect(new Set((await inbox.rows()).map(({ state }) => state))).toEqual(new Set(['done']))
    let replayed = 0
    for await (const page of replay()) replayed += page.replayed
    expect(replayed).toBe(30)
    await inbox.drain()
    expect(counts()).toEqual([2])
  })
}
