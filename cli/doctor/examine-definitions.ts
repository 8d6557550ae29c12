// Reads the configuration file as a gateway would at its start, and collects what it would refuse or warn about.

import { existsSync } from 'node:fs'
import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, type Config } from '#config.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import type { Log } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { openExtensions } from '../../runtimes/node/open-extensions.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'
import type { CheckResult } from './check-result.ts'

const what = 'configuration'

export async function examineDefinitions(config: Config, log: Log): Promise<CheckResult[]> {
  const { ports, close: closePorts } = createNodePorts(log)
  const warnings: string[] = []
  try {
    const tenant = await createSelfTenant(selfTenantId, config)
    const deps = { config, ports, metrics: createMetrics(), tenant }
    const onReading = (_: unknown, found: readonly string[]) => void warnings.push(...found)
    const { extensions, close } = await openExtensions(deps, { onReading })
    await close()
    return [
      { state: 'ok', what, detail: describe(config, extensions.config()) },
      ...warnings.map((detail) => ({ state: 'warn' as const, what, detail })),
    ]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map((detail) => ({ state: 'bad', what, detail }))
  } finally {
    await closePorts()
  }
}

function describe({ definitionsFile }: Config, definitions: TillsideConfig): string {
  if (!existsSync(definitionsFile))
    return `there is no ${definitionsFile}: only Stripe's own panels are shown`
  const parts = ['panels', 'actions', 'handlers', 'schedules', 'endpoints'] as const
  const counts = parts.flatMap((part) => {
    const { length } = definitions[part]
    return length === 0 ? [] : [`${length} ${length === 1 ? part.slice(0, -1) : part}`]
  })
  return `${definitionsFile}: ${counts.join(', ') || 'nothing defined'}`
}
