// The claim loop against its model: two workers work, crash, sleep and replay in any order. A failure prints the seed and the
// commands. Use MODEL_RUNS=20000 for a long run.

import { assert, asyncModelRun, asyncProperty, commands } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ensureEndpoints } from '#store/endpoints.ts'
import type { Database } from '#store/schema.ts'
import { commandArbitraries, finish } from './claim-commands.ts'
import { emptyModel } from './claim-model.ts'
import { openMemoryStore, type JobStore } from '../../worlds/database.ts'

const runs = Number(process.env['MODEL_RUNS'] ?? 80)
let store: JobStore
beforeAll(async () => {
  store = await openMemoryStore()
  for (const tenantId of ['self', 'other'])
    await ensureEndpoints(store.db, tenantId, [{ id: 'endpoint', url: 'https://service.example' }], 0)
})
afterAll(() => store.close())

async function empty(db: Database): Promise<void> {
  for (const table of ['attempts', 'deliveries', 'handler_runs', 'events', 'jobs'] as const)
    await db.deleteFrom(table).execute()
}

test('no row ever has two holders, no handler two running events of one object, and every row ends once', async () => {
  let total = 0
  await assert(
    asyncProperty(commands(commandArbitraries, { maxCommands: 100, size: 'max' }), async (list) => {
      const model = emptyModel()
      await empty(store.db)
      await asyncModelRun(() => ({ model, real: store.db }), list)
      await finish(model, store.db)
      total += model.lastId
    }),
    { numRuns: runs },
  )
  // Checks that the commands did something, because an empty history proves nothing.
  expect(total).toBeGreaterThan(runs)
}, 600_000)
