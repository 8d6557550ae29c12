import { expect, onTestFinished, test } from 'vitest'
import { createTestClock } from '../../test/worlds/clock.ts'
import { follow, followOverlapMs, type FollowedRow, type PageStart } from './follow.ts'

/** Follows a table in memory. `see` moves the clock past the next look, and returns what was yielded by then. */
async function openTable() {
  const clock = createTestClock()
  const rows: FollowedRow[] = []
  const state = { isDown: false }
  const yielded: string[] = []
  const over = new AbortController()
  const list = async ({ sinceMs, afterId, limit }: PageStart & { limit: number }) => {
    if (state.isDown) throw new Error('the database does not answer')
    return rows
      .filter(({ id, createdAtMs }) => createdAtMs > sinceMs || (createdAtMs === sinceMs && id > afterId))
      .toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1))
      .slice(0, limit)
  }
  const following = (async () => {
    for await (const { id } of follow({ what: 'rows', list }, clock.ports, over.signal)) yielded.push(id)
  })()
  onTestFinished(async () => {
    over.abort()
    await following
  })
  await clock.advance(0)
  return {
    state,
    lines: clock.lines,
    wait: clock.advance,
    add: (id: string, agoMs = 0) => void rows.push({ id, createdAtMs: clock.ports.now() - agoMs }),
    async see() {
      await clock.advance(200)
      return yielded.splice(0)
    },
  }
}

test('a row is yielded once, though several looks list it', async () => {
  const table = await openTable()
  table.add('a')
  expect(await table.see()).toEqual(['a'])
  table.add('b')
  expect(await table.see()).toEqual(['b'])
  expect(await table.see()).toEqual([])
})

test('rows that are added while the database does not answer are yielded once it answers, however late', async () => {
  const table = await openTable()
  await table.see()
  table.state.isDown = true
  table.add('a')
  await table.see()
  await table.wait(20 * followOverlapMs)
  table.add('b')
  expect(await table.see()).toEqual([])
  expect(table.lines.join('')).toContain('"rows.unread"')
  table.state.isDown = false
  expect(await table.see()).toEqual(['a', 'b'])
})

test('a row that another replica committed late, or with a clock that is behind, is yielded', async () => {
  const table = await openTable()
  table.add('a')
  await table.see()
  table.add('b', followOverlapMs - 1000)
  expect(await table.see()).toEqual(['b'])
})

test('one look yields more rows than fit on a page, even if they have the same time', async () => {
  const table = await openTable()
  for (let index = 0; index < 2500; index += 1) table.add(`row_${index}`)
  expect(new Set(await table.see()).size).toBe(2500)
  expect(await table.see()).toEqual([])
})
