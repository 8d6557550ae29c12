// Many events handled again: page by page, each page all or nothing, and each event once however many calls ask at once.

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

  test('two calls at the same time run each event once more, also where it has ended in between', async () => {
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
      // The gateway works on what the one call has put back before the other one comes to it.
      for (let isOver = false; !isOver;) {
        await inbox.clock.advance(1)
        await inbox.drain()
        isOver = await pageOf(call)
      }
    }
    await inbox.drain()
    expect([replayed, counts()]).toEqual([130, [2]])
  })

  test('what another call put back since this one began is passed over, also within one millisecond', async () => {
    await fill(130)
    const [first, second] = [replay(), replay()]
    expect(await first.next()).toMatchObject({ value: { replayed: 100, passedOver: 0 } })
    expect(await second.next()).toMatchObject({ value: { replayed: 30, passedOver: 0 } })
    await inbox.drain()
    expect(await first.next()).toMatchObject({ value: { replayed: 0, passedOver: 30 } })
    await inbox.drain()
    expect(counts()).toEqual([2])
  })

  test('a page is put back as a whole or not at all', async () => {
    await fill(30)
    // What a page writes last.
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
