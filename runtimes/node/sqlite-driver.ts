// Kysely's driver for node:sqlite, whose calls are synchronous. It never blocks the event loop for long: a loop over thousands of
// rows yields to other work, and waiting for another process's write lock does not block.

import { setImmediate, setTimeout } from 'node:timers/promises'
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import { LRUCache } from 'lru-cache'
import { GatewayError } from '#errors.ts'
import { explainFailure, isBusy } from './sqlite-failure.ts'

/** After this much time, in and between statements, the driver yields to the event loop. */
const sliceMs = 5
const busyMsMaxDefault = 30_000
const retryMsMax = 25
/** There are few distinct statement texts, because values are bound. */
const statementsMax = 500

export type SqliteDriverOptions = {
  /** Called at the first use, and again at the next if it throws. */
  open: () => DatabaseSync
  /** How long to wait for another process's write lock; 30 s. */
  busyMsMax?: number
}

export function createSqliteDriver({ open, busyMsMax = busyMsMaxDefault }: SqliteDriverOptions): Driver {
  let file: SqliteFile | undefined
  return {
    async init() {
      file = await untilFree(busyMsMax, async () => new SqliteFile(open(), busyMsMax))
    },
    async acquireConnection() {
      if (!file) throw new Error('the driver is not initialized')
      return new SqliteConnection(file)
    },
    beginTransaction: (connection) => ours(connection).begin(),
    commitTransaction: (connection) => ours(connection).commit(),
    rollbackTransaction: (connection) => ours(connection).rollback(),
    savepoint: (connection, name) => ours(connection).command(`savepoint "${name}"`),
    rollbackToSavepoint: (connection, name) => ours(connection).command(`rollback to "${name}"`),
    releaseSavepoint: (connection, name) => ours(connection).command(`release "${name}"`),
    releaseConnection: (connection) => ours(connection).rollback(),
    async destroy() {
      file?.close()
    },
  }
}

function ours(connection: DatabaseConnection): SqliteConnection {
  if (connection instanceof SqliteConnection) return connection
  throw new TypeError('the connection belongs to another driver')
}

/** One open file. Its holder runs statements; all others wait in line. */
class SqliteFile {
  readonly #database: DatabaseSync
  readonly #prepared = new LRUCache<string, StatementSync>({ max: statementsMax })
  readonly #busyMsMax: number
  #lastInLine: Promise<void> = Promise.resolve()
  #sliceStartedMs = 0

  constructor(database: DatabaseSync, busyMsMax: number) {
    this.#database = database
    this.#busyMsMax = busyMsMax
  }

  /** Runs `work` once no other process has the lock it needs. */
  whenFree<T>(work: () => Promise<T>): Promise<T> {
    return untilFree(this.#busyMsMax, work)
  }

  /** Resolves when it is the caller's turn, with a function that lets the next one in. */
  async hold(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const before = this.#lastInLine
    this.#lastInLine = promise
    await before
    return resolve
  }

  /** Runs a statement for the holder. Yields with `setImmediate`: a promise alone would resolve before sockets and timers run. */
  async run<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    if (performance.now() - this.#sliceStartedMs >= sliceMs) {
      await setImmediate()
      this.#sliceStartedMs = performance.now()
    }
    try {
      return this.#runNow(sql, parameters as readonly SQLInputValue[])
    } catch (error) {
      throw explainFailure(error)
    }
  }

  #runNow<R>(sql: string, parameters: readonly SQLInputValue[]): QueryResult<R> {
    const statement = this.#prepared.get(sql) ?? this.#database.prepare(sql)
    this.#prepared.set(sql, statement)
    if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] }
    const { changes } = statement.run(...parameters)
    return { numAffectedRows: BigInt(changes), rows: [] }
  }

  isInTransaction(): boolean {
    return this.#database.isTransaction
  }

  close(): void {
    this.#database.close()
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #file: SqliteFile
  /** Set while a transaction is open; lets the next one in. */
  #letGo: (() => void) | undefined

  constructor(file: SqliteFile) {
    this.#file = file
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#letGo) return this.#file.run<R>(query)
    return this.#file.whenFree(async () => {
      const letGo = await this.#file.hold()
      try {
        return await this.#file.run<R>(query)
      } finally {
        letGo()
      }
    })
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }

  async command(text: string): Promise<void> {
    await this.executeQuery(CompiledQuery.raw(text))
  }

  /**
   * Takes the write lock immediately: a transaction that reads first and then finds that another process has written in the
   * meantime could only fail. With the lock, no statement in it finds the file busy. While it waits, others can read.
   */
  async begin(): Promise<void> {
    await this.#file.whenFree(async () => {
      this.#letGo = await this.#file.hold()
      try {
        await this.command('begin immediate')
      } catch (error) {
        this.#end()
        throw error
      }
    })
  }

  async commit(): Promise<void> {
    await this.command('commit')
    this.#end()
  }

  /** Does nothing outside a transaction. When the disk is full SQLite rolls back by itself, which leaves nothing to do here. */
  async rollback(): Promise<void> {
    if (!this.#letGo) return
    try {
      if (this.#file.isInTransaction()) await this.command('rollback')
    } finally {
      this.#end()
    }
  }

  #end(): void {
    const letGo = this.#letGo
    this.#letGo = undefined
    letGo?.()
  }
}

/** Retries while another process holds the lock. `work` must find the file busy before it has changed anything. */
async function untilFree<T>(busyMsMax: number, work: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + busyMsMax
  for (let waitMs = 1; ; waitMs = Math.min(2 * waitMs, retryMsMax)) {
    try {
      return await work()
    } catch (cause) {
      if (!isBusy(cause)) throw explainFailure(cause)
      if (performance.now() >= untilMs)
        throw new GatewayError('database_unavailable', { detail: busyText, cause })
    }
    // Jitter, so that waiting processes do not all retry at the same moment.
    await setTimeout(waitMs * (0.5 + Math.random()))
  }
}

const busyText =
  'The database is busy: another process has been writing to the file in TILLSIDE_DATA_DIR for too long. Try again when it has finished, or stop it.'
