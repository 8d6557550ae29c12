// Lets a migration say which releases it ends, so that an older release can tell whether it still works with the database. Only adds a
// column: instances of the version before keep running.

import type { Kysely } from 'kysely'

export const up = (db: Kysely<unknown>): Promise<void> =>
  db.schema.alterTable('applied_migrations').addColumn('needs', 'text').execute()
