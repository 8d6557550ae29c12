// Writes that are asked for in the same moment, committed together: on SQLite one sync to disk serves all of them, and a sync is
// what a commit costs. Each keeps its own fate: one that fails is undone alone. Postgres does the same for connections at once.

import { SqliteAdapter, sql } from 'kysely'
import type { Database } from './schema.ts'

type Work<T> = (transaction: Database) => Promise<T>

export interface Commits {
  /** A transaction of its own, as far as anybody can see. Resolves once it is committed. */
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
      const settle = await db
        .connection()
        .execute((connection) => commitGroup(connection, queue))
        .catch((error: unknown) =>
          queue.splice(0, groupMax).map(
            ({ reject }) =>
              () =>
                reject(error),
          ),
        )
      for (const one of settle) one()
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

/** Takes what waits, also what comes meanwhile. Nobody is told anything before the commit. */
async function commitGroup(connection: Database, queue: Waiting[]): Promise<(() => void)[]> {
  const told: { waiting: Waiting; tell: () => void }[] = []
  try {
    await sql`begin immediate`.execute(connection)
    for (let count = 0; count < groupMax; count++) {
      const waiting = queue.shift()
      if (!waiting) break
      told.push({ waiting, tell: () => waiting.reject(new Error('not committed')) })
      const last = told.length - 1
      told[last] = { waiting, tell: await runAlone(connection, waiting) }
    }
    await sql`commit`.execute(connection)
    return told.map(({ tell }) => tell)
  } catch (error) {
    // A full disk ends the transaction by itself: then there is nothing to roll back.
    await sql`rollback`.execute(connection).catch(() => undefined)
    if (told.length === 0) throw error
    return told.map(
      ({ waiting }) =>
        () =>
          waiting.reject(error),
    )
  }
}

async function runAlone(connection: Database, { work, resolve, reject }: Waiting): Promise<() => void> {
  await sql`savepoint one`.execute(connection)
  try {
    const value = await work(connection)
    await sql`release one`.execute(connection)
    return () => resolve(value)
  } catch (error) {
    await sql`rollback to one`.execute(connection)
    await sql`release one`.execute(connection)
    return () => reject(error)
  }
}
