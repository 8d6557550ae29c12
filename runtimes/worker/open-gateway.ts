// Assembles the gateway from bindings. What it keeps is plain memory; whatever waits or holds a socket belongs to an invocation.

import { createApp } from '#app.ts'
import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig, type Config } from '#config.ts'
import type { Worker } from '#jobs/worker.ts'
import { createMetrics } from '#metrics.ts'
import { Secret } from '#secret.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import type { Inbox } from '#webhooks/inbox.ts'
import { assembleGateway } from '../assemble-gateway.ts'
import { assembleInHouse } from '../assemble-in-house.ts'
import { openContexts } from '../open-contexts.ts'
import { openWork } from '../open-work.ts'
import { openAssets } from './assets.ts'
import { readBindings, type Bindings } from './bindings.ts'
import { bundledDefinitions } from './definitions.ts'
import { openHyperdrive } from './hyperdrive.ts'
import { currentInvocation } from './invocation.ts'
import { lookForWork } from './look-for-work.ts'
import { workerSourceRuntime } from './open-sources.ts'
import { createWorkerPorts } from './ports.ts'

export type OpenGateway = {
  answer: (request: Request) => Promise<Response>
  /** What the cron trigger is for. */
  lookForWork: () => Promise<void>
}

/** Throws `ConfigError` when the settings need attention. */
export async function openGateway(env: Record<string, unknown>): Promise<OpenGateway> {
  const config = parseConfig(env)
  const bindings = readBindings(env)
  const ports = createWorkerPorts(config)
  const database = openHyperdrive(databaseUrlOf(config, bindings))
  const tenant = await createSelfTenant(selfTenantId, config)
  const metrics = createMetrics()
  const parts = { config, ports, metrics, database, tenant }
  const definitions = bundledDefinitions()
  const opened = assembleInHouse(definitions, { ...parts, runtime: workerSourceRuntime })
  const contextOf = openContexts(parts)
  // Anew for each look: workers that were cut off with their invocation take no room from the next.
  const work = () => openWork({ ...parts, opened, context: contextOf(tenant) })
  const { actions, inbox } = work()
  const assets = await openAssets(bindings.assets)
  const inHouse = { ...opened.inHouse, actions }
  const gateway = assembleGateway({
    ...parts,
    inHouse,
    contextOf,
    inbox: workAtOnce(inbox, () => work().workers.events),
    assets,
    runtime: 'workers',
  })
  const app = createApp(gateway)
  const { version } = gateway.facts
  ports.log.info('gateway.started', { version, database: database.dialect })
  return {
    answer: async (request) => app.fetch(request, remoteAddressOf(request)),
    lookForWork: () => lookForWork(work(), ports),
  }
}

/** The cron trigger looks once a minute, and an event is news now. What fails here the next look takes up. */
const workAtOnce = (inbox: Inbox, openWorker: () => Pick<Worker, 'tick'>): Inbox => ({
  arrived(news) {
    inbox.arrived(news)
    const looked = openWorker().tick()
    currentInvocation().waitUntil(looked.catch(() => undefined))
  },
})

function databaseUrlOf({ databaseUrl }: Config, { connectionString }: Bindings): Secret {
  if (connectionString !== undefined) return new Secret(connectionString)
  if (databaseUrl) return databaseUrl
  throw new ConfigError([
    'DATABASE_URL: missing; on Workers a Postgres is needed: bind HYPERDRIVE in wrangler.jsonc, or set this secret',
  ])
}

/** Cloudflare writes this header itself, whatever the caller sent. */
function remoteAddressOf(request: Request): { remoteAddress?: string } {
  const remoteAddress = request.headers.get('CF-Connecting-IP')
  return remoteAddress === null ? {} : { remoteAddress }
}
