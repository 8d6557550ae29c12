// What is written down about each call of a source: counts, durations, and a line where it failed. Names from the configuration,
// ids and numbers only.

import { SourceError } from '#definitions/source-error.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Asking } from './asking.ts'

/** `endpoint` is what the configuration declares, `GET /orders/:id` or a query's name: never what a caller wrote. */
export type Entry = { source: string; endpoint: string }

export interface Books {
  /** Runs one call, retries included, and records how it ended. */
  record<T>(entry: Entry, asking: Asking, work: () => Promise<T>): Promise<T>
  retried(source: string): void
  rowsCut(entry: Entry, asking: Asking): void
}

/** Asked for what the configuration does not know; its text may hold anything. */
export const undeclared = 'undeclared'

function describe(metrics: Metrics) {
  metrics.describe('tillside_source_requests_total', 'Calls of in-house sources, by source and outcome.')
  metrics.describe('tillside_source_seconds', 'Duration of calls of in-house sources, retries included.')
  metrics.describe('tillside_source_retries_total', 'Further attempts at in-house sources.')
  metrics.describe('tillside_source_rows_cut_total', 'Queries that found more rows than rowsMax.')
}

export function createBooks(means: { tenantId: string; ports: Ports; metrics: Metrics }): Books {
  const { ports, metrics } = means
  const log = ports.log.with({ tenantId: means.tenantId })
  describe(metrics)
  /** What is learned from a call, its circuit above all, is learned also when nobody waits for it any more. */
  const finish = <T>(call: Promise<T>): Promise<T> => {
    ports.invocation?.().waitUntil(call.catch(() => undefined))
    return call
  }
  const fail = (
    { source, endpoint }: Entry,
    { requestId }: Asking,
    error: SourceError,
    durationMs: number,
  ) => {
    const { fault, status } = error
    const place = error.cause instanceof Error ? { place: error.cause.message } : {}
    log.warn('source.failed', { requestId, source, endpoint, fault, status, durationMs, ...place })
  }
  const record: Books['record'] = async (entry, asking, work) => {
    const { source } = entry
    const startedAtMs = ports.now()
    let outcome = 'ok'
    try {
      return await work()
    } catch (error) {
      outcome = error instanceof SourceError ? error.fault : 'given_up'
      if (error instanceof SourceError) fail(entry, asking, error, Math.round(ports.now() - startedAtMs))
      throw error
    } finally {
      metrics.count('tillside_source_requests_total', { source, outcome })
      metrics.observe('tillside_source_seconds', { source }, (ports.now() - startedAtMs) / 1000)
    }
  }
  return {
    record: (entry, asking, work) => finish(record(entry, asking, work)),
    retried: (source) => metrics.count('tillside_source_retries_total', { source }),
    rowsCut({ source, endpoint }, { requestId }) {
      metrics.count('tillside_source_rows_cut_total', { source, query: endpoint })
      log.warn('source.rows_cut', { requestId, source, query: endpoint })
    },
  }
}
