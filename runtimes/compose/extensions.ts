// Creates panels, sources and the dependencies of actions from a configuration, however the runtime read it.

import { ConfigError, type Config } from '#config.ts'
import { DefinitionError } from '#definitions/define-config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { warningsOf } from '#definitions/names/check-names.ts'
import type { Extensions } from '#http/gateway.ts'
import type { ActionDeps } from '#extensions/actions/context.ts'
import { createPanelLoader, type OnPanelFailure } from '#extensions/panels/load.ts'
import { createSubjectObjects } from '#extensions/subject-object.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createSources, type OpenableSources } from '#sources/open-sources.ts'
import type { SourceRuntime } from '#sources/source-runtime.ts'
import { createStripeClients } from '#stripe/sdk/client.ts'
import type { Tenant } from '#tenants/tenant.ts'

export type ExtensionsDeps = {
  config: Config
  ports: Ports
  metrics: Metrics
  tenant: Tenant
  runtime: SourceRuntime
  onPanelFailure?: OnPanelFailure
}

export type AssembledExtensions = {
  extensions: Omit<Extensions, 'actions'>
  /** The dependencies of actions, except the database. */
  forActions: Omit<ActionDeps, 'db'>
  /** Switches to another configuration. Throws `DefinitionError` if it cannot be used; the current one then stays. */
  replace: (definitions: TillsideConfig) => void
  close: () => Promise<void>
}

/** Throws `ConfigError` when the configuration needs something the runtime does not offer. */
export function assembleExtensions(definitions: TillsideConfig, deps: ExtensionsDeps): AssembledExtensions {
  const { config, ports, metrics, tenant, onPanelFailure } = deps
  let current = openFirst(definitions, deps)
  logWarnings(definitions, deps)
  const closing = new Set<Promise<void>>()

  const sources: Extensions['sources'] = {
    open: (declared, caller) => current.sources.open(declared, caller),
    passThrough: (name, request, caller) => current.sources.passThrough(name, request, caller),
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
    extensions: { config: shared.config, panels, sources },
    forActions: { ...shared, panels },
    replace(next) {
      const before = current
      current = { definitions: next, sources: openSources(next, deps) }
      logWarnings(next, deps)
      const closed = before.sources.close().finally(() => closing.delete(closed))
      closing.add(closed)
    },
    close: async () => void (await Promise.all([...closing, current.sources.close()])),
  }
}

type Current = { definitions: TillsideConfig; sources: OpenableSources }

const openSources = (config: TillsideConfig, deps: ExtensionsDeps): OpenableSources => {
  const { ports, metrics, tenant, runtime } = deps
  return createSources({ tenantId: tenant.id, config, ports, metrics, runtime })
}

function logWarnings(config: TillsideConfig, { ports }: ExtensionsDeps): void {
  for (const warning of warningsOf(config)) ports.log.warn('definitions.warned', { warning })
}

function openFirst(definitions: TillsideConfig, deps: ExtensionsDeps): Current {
  try {
    return { definitions, sources: openSources(definitions, deps) }
  } catch (error) {
    if (error instanceof DefinitionError)
      throw new ConfigError([`TILLSIDE_CONFIG: ${error.problems.join('; ')}`])
    throw error
  }
}
