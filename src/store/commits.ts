// Commits writes of the same moment together. On SQLite they share one sync to disk, which is what a commit costs. Each write still
// succeeds or fails by itself. Postgres groups commits of its connections on its own.
//
// On Postgres two transactions may lock the same rows in different orders, a replay and the removal of old events for instance.
// Postgres then ends one of them, and it is run again. So `work` writes to the database and changes nothing else.

import { SqliteAdapter, type ControlledTransaction } from 'kysely'
import type { Database, Schema } from './schema.ts'

type Work<T> = (transaction: Database) => Promise<T>

export interface Commits {
  /** Runs `work` in what looks like a transaction of its own. Resolves once it is committed. */
  transaction<T>(work: Work<T>): Promise<T>
  /** The same for a single statement, which on Postgres needs no transaction around it. */
  statement<T>(work: Work<T>): Promise<T>
}

const known = new WeakMap<Database, Commits>()

/** Returns the same object for the same database. */
export function commitsOf(db: Database): Commits {
  const found = known.get(db)
  if (found) return found
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  const made = isSqlite ? groupCommits(db) : singleCommits(db)
  known.set(db, made)
  return made
}

const singleCommits = (db: Database): Commits => ({
  transaction: (work) => repeatAfterDeadlock(() => db.transaction().execute(work)),
  statement: (work) => repeatAfterDeadlock(() => work(db)),
})

/** `deadlock_detected`: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const isDeadlock = (error: unknown) => error instanceof Error && 'code' in error && error.code === '40P01'

/** The other transaction has its locks once this one has ended, so a second deadlock is rare. */
const deadlocksMax = 3

async function repeatAfterDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let deadlocks = 0; ; deadlocks += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isDeadlock(error) || deadlocks === deadlocksMax) throw error
    }
  }
}

type PendingWork = {
  work: Work<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** No more than this, because others wait for the connection meanwhile. */
const groupMax = 64

function groupCommits(db: Database): Commits {
  const queue: PendingWork[] = []
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (queue.length > 0) {
      // There is one connection: a write that still reads something else could not join once the transaction has begun.
      // oxlint-disable-next-line no-restricted-globals -- ends this turn of the event loop; nothing is waited for
      await new Promise((resolve) => setTimeout(resolve, 0))
      for (const settle of await commitGroup(db, queue)) settle()
    }
    isRunning = false
  }

  const transaction = <T>(work: Work<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      queue.push({ work, resolve: resolve as PendingWork['resolve'], reject })
      if (!isRunning) void run()
    })
  return { transaction, statement: transaction }
}

/** Resolves or rejects the promise of one piece of work. */
type Settle = () => void

/** Commits what waits, also what comes meanwhile. Returns how to settle it, for after the commit. Never throws. */
async function commitGroup(db: Database, queue: PendingWork[]): Promise<Settle[]> {
  const taken: PendingWork[] = []
  try {
    const transaction = await db.startTransaction().execute()
    try {
      const settles: Settle[] = []
      while (taken.length < groupMax) {
        const pending = queue.shift()
        if (!pending) break
        taken.push(pending)
        settles.push(await runAlone(transaction, pending))
      }
      await transaction.commit().execute()
      return settles
    } catch (error) {
      // A full disk ends the transaction by itself, and then there is nothing to roll back.
      await transaction
        .rollback()
        .execute()
        .catch(() => undefined)
      throw error
    }
  } catch (error) {
    const all = taken.length > 0 ? taken : queue.splice(0, groupMax)
    return all.map(
      ({ reject }) =>
        () =>
          reject(error),
    )
  }
}

const savepoint = 'one'

async function runAlone(
  transaction: ControlledTransaction<Schema>,
  { work, resolve, reject }: PendingWork,
): Promise<Settle> {
  const alone = await transaction.savepoint(savepoint).execute()
  try {
    const value = await work(alone)
    await alone.releaseSavepoint(savepoint).execute()
    return () => resolve(value)
  } catch (error) {
    await alone.rollbackToSavepoint(savepoint).execute()
    await alone.releaseSavepoint(savepoint).execute()
    return () => reject(error)
  }
}
