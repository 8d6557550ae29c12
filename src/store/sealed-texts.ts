// Every text that is sealed under the key-encryption key, in whichever table, for sealing all of them anew, page by page.

import { sql } from 'kysely'
import { commitsOf } from './commits.ts'
import type { Database } from './schema.ts'
