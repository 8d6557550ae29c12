// Writes that are asked for in the same moment, committed together: on SQLite one sync to disk serves all of them, and a sync is
// what a commit costs. Each keeps its own fate: one that fails is undone alone. Postgres does the same for connections at once.

import { SqliteAdapter, type ControlledTransaction } from 'kysely'
import type { Database, Schema } from './schema.ts'

type Work<T> = (transaction: Database) => Promise<T>

export interface Commits {
  /**
   * A transaction of its own, as far as anybody can see. Resolves once it is committed. `work` begins with a write: on SQLite one
   * that reads first may find, when it comes to write, that another process has written meanwhile.
   */
  transaction<T>(work: Work<T>): Promise<T>
  /** The same for a single statement, which on Postgres needs no transaction around it. */
  statement<T>(work: Work<T>): Promise<T>
}

const known = new WeakMap<Database, Commits>()

/** The one for this database. */
export function commitsOf(db: Database): Commits {
  const found = known.get(db)
  if (found) return found
  const isSqlite = db.getExecutor().adapter instanceof SqliteAdapter
  const made = isSqlite ? groupCommits(db) : singleCommits(db)
  known.set(db, made)
  return made
}

const singleCommits = (db: Database): Commits => ({
  transaction: (work) => db.transaction().execute(work),
  statement: (work) => work(db),
})

type Waiting = {
  work: Work<unknown>
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/** Others wait for the connection meanwhile. */
const groupMax = 64

function groupCommits(db: Database): Commits {
  const queue: Waiting[] = []
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (queue.length > 0) {
      // One connection: whoever is still reading could not come along once the transaction has begun.
      // oxlint-disable-next-line no-restricted-globals -- ends this turn of the event loop; nothing is waited for
      await new Promise((resolve) => setTimeout(resolve, 0))
      for (const tell of await commitGroup(db, queue)) tell()
    }
    isRunning = false
  }

  const transaction = <T>(work: Work<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      queue.push({ work, resolve: resolve as Waiting['resolve'], reject })
      if (!isRunning) void run()
    })
  return { transaction, statement: transaction }
}

type Told = () => void

/** Takes what waits, also what comes meanwhile. Nobody is told anything before the commit. Never throws. */
async function commitGroup(db: Database, queue: Waiting[]): Promise<Told[]> {
  const taken: Waiting[] = []
  try {
    const transaction = await db.startTransaction().execute()
    try {
      const told: Told[] = []
      while (taken.length < groupMax) {
        const waiting = queue.shift()
        if (!waiting) break
        taken.push(waiting)
        told.push(await runAlone(transaction, waiting))
      }
      await transaction.commit().execute()
      return told
    } catch (error) {
      // A full disk ends the transaction by itself: then there is nothing to roll back.
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
  { work, resolve, reject }: Waiting,
): Promise<Told> {
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
