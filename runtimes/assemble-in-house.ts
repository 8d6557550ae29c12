// Makes panels, sources and the means of actions from a configuration, however a runtime came by it.

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
import type { SourceRuntime } from '#sources/source-runtime.ts'
import { createStripeClients } from '#stripe/client.ts'
import type { Tenant } from '#tenants/tenant.ts'

export type InHouseMeans = {
  config: Config
  ports: Ports
  metrics: Metrics
  tenant: Tenant
  runtime: SourceRuntime
  onPanelFailure?: OnPanelFailure
}

export type AssembledInHouse = {
  inHouse: Omit<InHouse, 'actions'>
  /** What actions are carried out with, beside the database. */
  forActions: Omit<ActionMeans, 'db'>
  /** Goes on with another configuration; throws `DefinitionError` to stay with the one before. */
  replace: (definitions: TillsideConfig) => void
  close: () => Promise<void>
}

/** Throws `ConfigError` when the configuration needs what the runtime does not have. */
export function assembleInHouse(definitions: TillsideConfig, means: InHouseMeans): AssembledInHouse {
  const { config, ports, metrics, tenant, onPanelFailure } = means
  let current = openFirst(definitions, means)
  const closing = new Set<Promise<void>>()

  const sources: InHouse['sources'] = {
    open: (declared, asking) => current.sources.open(declared, asking),
    passThrough: (name, request, asking) => current.sources.passThrough(name, request, asking),
  }
  const clients = createStripeClients({ config, ports, tenant })
  const objects = createSubjectObjects({ ...ports, tenantId: tenant.id, clients })
  const shared = {
    tenantId: tenant.id,
    config: () => current.definitions,
    clients,
    objects,
    sources,
    ports,
    metrics,
  }
  const panels = createPanelLoader({ ...shared, ...(onPanelFailure ? { onFailure: onPanelFailure } : {}) })
  return {
    inHouse: { config: shared.config, panels, sources },
    forActions: { ...shared, panels },
    replace(next) {
      const before = current
      current = { definitions: next, sources: openSources(next, means) }
      const closed = before.sources.close().finally(() => closing.delete(closed))
      closing.add(closed)
    },
    close: async () => void (await Promise.all([...closing, current.sources.close()])),
  }
}

type Current = { definitions: TillsideConfig; sources: OpenableSources }

const openSources = (config: TillsideConfig, means: InHouseMeans): OpenableSources => {
  const { ports, metrics, tenant, runtime } = means
  return createSources({ tenantId: tenant.id, config, ports, metrics, runtime })
}

function openFirst(definitions: TillsideConfig, means: InHouseMeans): Current {
  try {
    return { definitions, sources: openSources(definitions, means) }
  } catch (error) {
    if (error instanceof DefinitionError)
      throw new ConfigError([`TILLSIDE_CONFIG: ${error.problems.join('; ')}`])
    throw error
  }
}
