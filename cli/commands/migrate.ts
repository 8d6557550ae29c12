// tillside migrate: applies missing migrations, so that a deployment can run them before the first new process starts.

import type { Command } from 'commander'
import { withDatabase } from '../database.ts'

export const addTo = (parent: Command): Command =>
  parent.command('migrate').description('Migrate the database to the newest schema.').action(migrate)

const migrate = (): Promise<void> =>
  withDatabase(process.env, async ({ dialect }, applied) => {
    for (const id of applied) console.log(`applied ${id}`)
    console.log(`The ${dialect} database is at the newest schema.`)
  })
