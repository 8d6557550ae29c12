// A database as panels and actions call it, with a function for each named query. Parameters are checked and bound, rows are limited
// and checked. The driver ensures that the session only reads.

import { observed } from '#definitions/observed.ts'
import { SourceError } from '#definitions/source-error.ts'
import type { SqlCalls, SqlQueries, SqlQuery, SqlSourceOptions } from '#definitions/source.ts'
import { z } from 'zod'
import { checkResponse } from './response.ts'
import type { SourceCaller } from './caller.ts'
import type { SourceTelemetry, SourceEndpoint } from './telemetry.ts'
import { createCircuit } from './circuit.ts'
import type { SqlResult, SqlDialect, SqlDriver, SqlStatement } from './source-runtime.ts'
import { readSql, type SqlPlan } from './sql-text.ts'

export interface OpenSqlSource {
  readonly name: string
  calls(caller: SourceCaller): SqlCalls<SqlQueries>
  close(): Promise<void>
}

const defaults = { timeoutMs: 3000, rowsMax: 500 } as const

/** Returns `undefined` for any other address. */
export function dialectOf(url: string): SqlDialect | undefined {
  if (/^postgres(?:ql)?:\/\//.test(url)) return 'postgres'
  return /^sqlite:(?!:memory:)./.test(url) ? 'sqlite' : undefined
}

/** Returns the problems of the queries' texts, with their names. */
export function problemsOfQueries(queries: SqlQueries, dialect: SqlDialect): string[] {
  return Object.entries(queries).flatMap(([name, { sql, parameters }]) => {
    const reading = readSql(sql, dialect)
    if (!reading.ok) return [`query "${name}" ${reading.problem}`]
    const declared = Object.keys(parameters.shape)
    const undeclared = reading.plan.names.filter((one) => !declared.includes(one))
    const unused = declared.filter((one) => !reading.plan.names.includes(one))
    return [
      ...undeclared.map((one) => `query "${name}" uses :${one}, which is not in its parameters`),
      ...unused.map((one) => `query "${name}" has a parameter ${one} that its text does not use`),
    ]
  })
}

const isOutage = (result: SqlResult) =>
  !result.ok && ['timeout', 'unreachable', 'failed'].includes(result.fault)

type PlannedQuery = { name: string; query: SqlQuery; plan: SqlPlan }

const plannedOf = (source: string, queries: SqlQueries, dialect: SqlDialect): PlannedQuery[] =>
  Object.entries(queries).map(([name, query]) => {
    const reading = readSql(query.sql, dialect)
    if (!reading.ok) throw new Error(`source ${source}: query "${name}" ${reading.problem}`)
    return { name, query, plan: reading.plan }
  })

async function bind(source: string, { query, plan }: PlannedQuery, given: unknown): Promise<SqlStatement> {
  const parameters = await query.parameters.safeParseAsync(given)
  if (!parameters.success) {
    throw new SourceError(source, 'not_declared', { cause: new Error('the parameters do not fit') })
  }
  return { text: plan.text, values: plan.names.map((name) => parameters.data[name] ?? null) }
}

/** Throws `SourceError` if the query failed. */
function requireSuccess(source: string, result: SqlResult | 'open'): Extract<SqlResult, { ok: true }> {
  if (result === 'open') throw new SourceError(source, 'circuit_open')
  if (result.ok) return result
  const { fault, code } = result
  throw new SourceError(
    source,
    fault,
    code === undefined ? {} : { cause: new Error(`database code ${code}`) },
  )
}

type SqlSourceDeps = { telemetry: SourceTelemetry; driver: SqlDriver; dialect: SqlDialect }

/** Opens a source whose options have been checked (`problemsOf`). */
export function openSqlSource(
  options: SqlSourceOptions,
  { telemetry, driver, dialect }: SqlSourceDeps,
): OpenSqlSource {
  const { name, rowsMax = defaults.rowsMax, timeoutMs = defaults.timeoutMs } = options
  const circuit = createCircuit()
  const planned = plannedOf(name, options.queries, dialect)

  const ask = (one: PlannedQuery, given: unknown, caller: SourceCaller) => {
    const { signal } = caller
    const endpoint: SourceEndpoint = { source: name, endpoint: one.name }
    return telemetry.record(endpoint, caller, async () => {
      signal.throwIfAborted()
      const statement = await bind(name, one, given)
      const work = () => driver.read(statement, { rowsMax, timeoutMs, signal })
      const { rows, cut } = requireSuccess(name, await circuit.run(work, isOutage))
      if (cut) telemetry.rowsCut(endpoint, caller)
      return checkResponse(name, z.array(one.query.row), rows)
    })
  }
  return {
    name,
    calls(caller) {
      const functions = planned.map(
        (one) => [one.name, (given: unknown) => observed(ask(one, given, caller))] as const,
      )
      return Object.freeze(Object.fromEntries(functions)) as SqlCalls<SqlQueries>
    },
    close: () => driver.close(),
  }
}
