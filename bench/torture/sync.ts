// Checks that the row of an event is synced before its 200. `npm run torture:sync`; needs strace.

import { finish } from './print.ts'
import { hasStrace, runSyncProof } from './run-sync-proof.ts'

if (!hasStrace()) throw new Error('strace is not installed')
process.exit(finish('system calls of a gateway on SQLite', await runSyncProof(50)))
