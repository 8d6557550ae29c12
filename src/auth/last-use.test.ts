import { afterEach, beforeEach, expect, test } from 'vitest'
import { createConnectionKey, listConnectionKeys } from '#store/connection-keys.ts'
import { createLastUse } from './last-use.ts'
import { createTestClock, type TestClock } from '../../test/worlds/clock.ts'
import { openCountingStore } from '../../test/worlds/database.ts'

let store: Awaited<ReturnType<typeof openCountingStore>>
let clock: TestClock
beforeEach(async () => {
  store = await openCountingStore()
  clock = createTestClock()
  const key = { id: 'key_1', tenantId: 'self', name: 'Ann', hash: 'a'.repeat(64) }
  await createConnectionKey(store.db, key, { actor: 'cli', atMs: 0, auditId: 'aud_1' })
})
afterEach(() => store.close())

const key = { tenantId: 'self', id: 'key_1' }
const lastUsed = async () => (await listConnectionKeys(store.db, 'self', 1))[0]?.lastUsedAtMs

test('a use is stored once a minute, whatever replica it came to', async () => {
  const [one, other] = [createLastUse(store.db, clock.ports), createLastUse(store.db, clock.ports)]
  const startMs = clock.ports.now()
  const before = store.changes.length
  for (const replica of [one, one, other, one]) {
    replica.note(key)
    await replica.close()
  }
  expect(await lastUsed()).toBe(startMs)
  expect(store.changes.length - before).toBe(1)
  await clock.advance(59_999)
  other.note(key)
  await other.close()
  expect(await lastUsed()).toBe(startMs)
  await clock.advance(1)
  other.note(key)
  await other.close()
  expect(await lastUsed()).toBe(startMs + 60_000)
})

test('another tenant’s key is not touched, and a database that is away is a log line and no error', async () => {
  const uses = createLastUse(store.db, clock.ports)
  uses.note({ ...key, tenantId: 'other' })
  await uses.close()
  expect(await lastUsed()).toBeUndefined()
  await store.db.schema.dropTable('connection_keys').execute()
  await clock.advance(60_000)
  uses.note(key)
  await uses.close()
  expect(clock.lines.join()).toContain('connection_key.use_not_stored')
})
