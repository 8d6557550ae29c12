// A process that holds the write lock of a SQLite file most of the time; argument 1 is the file.

import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(process.argv[2] ?? '', { timeout: 30_000 })
const pause = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

process.stdout.write('{"event":"holder.started","url":"http://127.0.0.1:1"}\n')
for (;;) {
  database.exec("begin immediate; update tenants set name = name where id = 'self'")
  pause(120)
  database.exec('commit')
  pause(30)
}
