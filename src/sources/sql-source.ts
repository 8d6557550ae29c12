// A database as panels and actions call it: each named query a function. Parameters are checked and bound, rows are bounded and
// checked. That a session only reads is the driver's part.

import { SourceError } from '#definitions/source-error.ts'
import type { SqlCalls, SqlQueries, SqlQuery, SqlSourceOptions } from '#definitions/source.ts'
import { Secret } from '#secret.ts'
import { z } from 'zod'
import { checkAnswer } from './answer.ts'
import type { Asking } from './asking.ts'
import type { Books, Entry } from './books.ts'
import { createCircuit } from './circuit.ts'
import type { SourceRuntime, SqlAnswer, SqlBounds, SqlDialect, SqlDriver } from './source-runtime.ts'
import { readSql, type SqlPlan } from './sql-text.ts'

export interface OpenSqlSource {
  readonly name: string
  calls(asking: Asking): SqlCalls<SqlQueries>
  close(): Promise<void>
}

const defaults = { timeoutMs: 3000, rowsMax: 500 } as const

/** `undefined` for an address of neither. */
export function dialectOf(url: string): SqlDialect | undefined {
  if (/^postgres(?:ql)?:\/\//.test(url)) return 'postgres'
  return /^sqlite:(?!:memory:)./.test(url) ? 'sqlite' : undefined
}

/** What is wrong with the text of the queries, each by name. */
export function problemsOfQueries(queries: SqlQueries, dialect: SqlDialect): string[] {
  return Object.entries(queries).flatMap(([name, { sql, parameters }]) => {
    const reading = readSql(sql, dialect)
    if (!reading.ok) return [`query "${name}" ${reading.problem}`]
    const declared = Object.keys(parameters.shape)
    const strange = reading.plan.names.filter((one) => !declared.includes(one))
    const unused = declared.filter((one) => !reading.plan.names.includes(one))
    return [
      ...strange.map((one) => `query "${name}" names :${one}, which is not in its parameters`),
      ...unused.map((one) => `query "${name}" has a parameter ${one} that its text does not name`),
    ]
  })
}

const valuesOf = (plan: SqlPlan, parameters: Readonly<Record<string, unknown>>) =>
  plan.names.map((name) => parameters[name] ?? null)

const isOutage = (answer: SqlAnswer) =>
  !answer.ok && ['timeout', 'unreachable', 'failed'].includes(answer.fault)

function planOf(name: string, query: SqlQuery, dialect: SqlDialect): SqlPlan {
  const reading = readSql(query.sql, dialect)
  if (!reading.ok) throw new Error(`source ${name}: query ${reading.problem}`)
  return reading.plan
}

type SqlMeans = { books: Books; openSql: NonNullable<SourceRuntime['openSql']>; dialect: SqlDialect }

/** Opens a source whose options were checked (`problemsOf`). */
export function openSqlSource(
  options: SqlSourceOptions,
  { books, openSql, dialect }: SqlMeans,
): OpenSqlSource {
  const { name, rowsMax = defaults.rowsMax, timeoutMs = defaults.timeoutMs } = options
  const circuit = createCircuit()
  const driver: SqlDriver = openSql(dialect, new Secret(options.url))

  const read = async (query: SqlQuery, plan: SqlPlan, given: unknown, { signal }: SqlBounds) => {
    const parameters = await query.parameters.safeParseAsync(given)
    if (!parameters.success) {
      throw new SourceError(name, 'not_declared', { cause: new Error('the parameters do not fit') })
    }
    const statement = { text: plan.text, values: valuesOf(plan, parameters.data) }
    const answer = await circuit.run(() => driver.read(statement, { rowsMax, timeoutMs, signal }), isOutage)
    if (answer === 'open') throw new SourceError(name, 'circuit_open')
    if (!answer.ok) {
      const cause = answer.code === undefined ? {} : { cause: new Error(`database code ${answer.code}`) }
      throw new SourceError(name, answer.fault, cause)
    }
    return { rows: await checkAnswer(name, z.array(query.row), answer.rows), cut: answer.cut }
  }
  const plans = Object.entries(options.queries).map(([key, query]) => ({
    key,
    query,
    plan: planOf(name, query, dialect),
  }))
  return {
    name,
    calls(asking) {
      const { signal } = asking
      const functions = plans.map(({ key, query, plan }) => {
        const entry: Entry = { source: name, endpoint: key }
        const ask = (given: unknown) =>
          books.record(entry, asking, async () => {
            signal.throwIfAborted()
            const { rows, cut } = await read(query, plan, given, { rowsMax, timeoutMs, signal })
            if (cut) books.rowsCut(entry, asking)
            return rows
          })
        return [key, ask] as const
      })
      return Object.freeze(Object.fromEntries(functions)) as SqlCalls<SqlQueries>
    },
    close: () => driver.close(),
  }
}
