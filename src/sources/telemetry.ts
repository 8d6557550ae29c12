// Records each call of a source: counts, durations, and a log line if it failed. Only names from the configuration, ids and numbers.

import { SourceError } from '#definitions/source-error.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { SourceCaller } from './caller.ts'

/** `endpoint` is as declared in the configuration, `GET /orders/:id` or a query's name, never text from a caller. */
export type SourceEndpoint = { source: string; endpoint: string }

export interface SourceTelemetry {
  /** Runs one call, retries included, and records how it ended. */
  record<T>(endpoint: SourceEndpoint, caller: SourceCaller, work: () => Promise<T>): Promise<T>
  retried(source: string): void
  rowsCut(endpoint: SourceEndpoint, caller: SourceCaller): void
}

/** Stands for requests that the configuration does not declare, whose text may contain anything. */
export const undeclared = 'undeclared'

function describe(metrics: Metrics) {
  metrics.describe('tillside_source_requests_total', 'Calls of in-house sources, by source and outcome.')
  metrics.describe('tillside_source_seconds', 'Duration of calls of in-house sources, retries included.')
  metrics.describe('tillside_source_retries_total', 'Further attempts at in-house sources.')
  metrics.describe('tillside_source_rows_cut_total', 'Queries that found more rows than rowsMax.')
}

export function createSourceTelemetry(deps: {
  tenantId: string
  ports: Ports
  metrics: Metrics
}): SourceTelemetry {
  const { ports, metrics } = deps
  const log = ports.log.with({ tenantId: deps.tenantId })
  describe(metrics)
  /** Lets a call finish even if its caller has gone, so that its result still counts, above all for the circuit. */
  const finish = <T>(call: Promise<T>): Promise<T> => {
    ports.invocation?.().waitUntil(call.catch(() => undefined))
    return call
  }
  const fail = (
    { source, endpoint }: SourceEndpoint,
    { requestId }: SourceCaller,
    error: SourceError,
    durationMs: number,
  ) => {
    const { fault, status } = error
    const place = error.cause instanceof Error ? { place: error.cause.message } : {}
    log.warn('source.failed', { requestId, source, endpoint, fault, status, durationMs, ...place })
  }
  const record: SourceTelemetry['record'] = async (endpoint, caller, work) => {
    const { source } = endpoint
    const startedAtMs = ports.now()
    let outcome = 'ok'
    try {
      return await work()
    } catch (error) {
      outcome = error instanceof SourceError ? error.fault : 'given_up'
      if (error instanceof SourceError) fail(endpoint, caller, error, Math.round(ports.now() - startedAtMs))
      throw error
    } finally {
      metrics.count('tillside_source_requests_total', { source, outcome })
      metrics.observe('tillside_source_seconds', { source }, (ports.now() - startedAtMs) / 1000)
    }
  }
  return {
    record: (endpoint, caller, work) => finish(record(endpoint, caller, work)),
    retried: (source) => metrics.count('tillside_source_retries_total', { source }),
    rowsCut({ source, endpoint }, { requestId }) {
      metrics.count('tillside_source_rows_cut_total', { source, query: endpoint })
      log.warn('source.rows_cut', { requestId, source, query: endpoint })
    },
  }
}
