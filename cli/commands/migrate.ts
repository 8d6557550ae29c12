// tillside migrate: applies missing migrations, so that a deployment can do it before the first new process starts.

import { withDatabase } from './with-database.ts'

export async function migrateDatabase(): Promise<void> {
  await withDatabase(process.env, async ({ dialect }, applied) => {
    for (const id of applied) console.log(`applied ${id}`)
    console.log(`The ${dialect} database is at the newest schema.`)
  })
}
