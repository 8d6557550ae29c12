// Assembles what tillside.config.ts declares: the file itself, its sources, the panels. One function, one call to undo it.

import { ConfigError, type Config } from '#config.ts'
import { DefinitionError } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { InHouse } from '#http/gateway.ts'
import type { ActionMeans } from '#in-house/action-context.ts'
import { createPanelLoader, type OnPanelFailure } from '#in-house/load-panels.ts'
import { createSubjectObjects } from '#in-house/subject-object.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createSources, type OpenableSources } from '#sources/open-sources.ts'
import { createStripeClients } from '#stripe/client.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { loadDefinitions, watchDefinitions } from './load-definitions.ts'
import { nodeSourceRuntime } from './open-sql.ts'

export type InHouseOptions = {
  /** Reads the file again whenever it changes: for development. */
  watch?: boolean
  /** What is wrong with the file as it is now; `undefined` when it was read again. */
  onReading?: (problem: string | undefined) => void
  onPanelFailure?: OnPanelFailure
}

type Means = { config: Config; ports: Ports; metrics: Metrics; tenant: Tenant }
export type OpenInHouse = {
  inHouse: Omit<InHouse, 'actions'>
  /** What actions are carried out with, beside the database. */
  forActions: Omit<ActionMeans, 'db'>
  close: () => Promise<void>
}

/** Throws `ConfigError` when the file needs attention. */
export async function openInHouse(means: Means, options: InHouseOptions = {}): Promise<OpenInHouse> {
  const { config, ports, tenant } = means
  const first = await loadDefinitions(config.definitionsFile, ports.log)
  let current = openFirst(first.config, means)
  const closing = new Set<Promise<void>>()
  const replace = (definitions: TillsideConfig) => {
    const before = current
    current = { definitions, sources: openSources(definitions, means) }
    const closed = before.sources.close().finally(() => closing.delete(closed))
    closing.add(closed)
  }
  const stop = options.watch
    ? watchDefinitions(config.definitionsFile, {
        first,
        log: ports.log,
        apply: replace,
        ...(options.onReading ? { onReading: options.onReading } : {}),
      })
    : () => undefined

  const sources: InHouse['sources'] = {
    open: (declared, asking) => current.sources.open(declared, asking),
    passThrough: (name, request, asking) => current.sources.passThrough(name, request, asking),
  }
  const clients = createStripeClients(means)
  const objects = createSubjectObjects({ tenantId: tenant.id, clients, now: ports.now })
  const shared = {
    tenantId: tenant.id,
    config: () => current.definitions,
    clients,
    objects,
    sources,
    ports,
    metrics: means.metrics,
  }
  const panels = createPanelLoader({
    ...shared,
    ...(options.onPanelFailure ? { onFailure: options.onPanelFailure } : {}),
  })
  return {
    inHouse: { config: shared.config, panels, sources },
    forActions: { ...shared, panels },
    async close() {
      stop()
      await Promise.all([...closing, current.sources.close()])
    },
  }
}

type Current = { definitions: TillsideConfig; sources: OpenableSources }

const openSources = (config: TillsideConfig, { ports, metrics, tenant }: Means): OpenableSources =>
  createSources({ tenantId: tenant.id, config, ports, metrics, runtime: nodeSourceRuntime })

function openFirst(definitions: TillsideConfig, means: Means): Current {
  try {
    return { definitions, sources: openSources(definitions, means) }
  } catch (error) {
    if (error instanceof DefinitionError)
      throw new ConfigError([`TILLSIDE_CONFIG: ${error.problems.join('; ')}`])
    throw error
  }
}
