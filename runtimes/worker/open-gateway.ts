// Assembles the gateway from bindings. It keeps only plain memory; everything that waits or has a socket belongs to an invocation.

import { createApp, createConsoleApp } from '#app.ts'
import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig, type Config } from '#config.ts'
import type { Gateway } from '#http/gateway.ts'
import { createMetrics } from '#metrics.ts'
import { Secret } from '#secret.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { assembleGateway } from '../compose/gateway.ts'
import { assembleExtensions } from '../compose/extensions.ts'
import { openContexts } from '../compose/contexts.ts'
import { hostedMailTasks, openHostedPeople } from '../compose/people.ts'
import { openWork } from '../compose/work.ts'
import { openAssets } from './assets.ts'
import { readBindings, type Bindings } from './bindings.ts'
import { bundledDefinitions } from './definitions.ts'
import { openHyperdrive } from './hyperdrive.ts'
import { currentInvocation } from './invocation.ts'
import { lookForWork } from './look-for-work.ts'
import { createBoundMail } from './mail.ts'
import { createWorkerSourceRuntime } from './open-sources.ts'
import { createWorkerPorts } from './ports.ts'

export type OpenGateway = {
  respond: (request: Request) => Promise<Response>
  /** Called by the cron trigger. */
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
  const opened = assembleExtensions(definitions, {
    ...parts,
    runtime: createWorkerSourceRuntime(config, ports),
  })
  const contextOf = openContexts(parts)
  // Opened anew for each look, so that workers cut off with their invocation do not use up capacity of the next.
  const hostedTasks = hostedMailTasks(config, ports, () => bindings.mail && createBoundMail(bindings.mail))
  const work = () => openWork({ ...parts, opened, onEvent, hostedTasks, context: contextOf(tenant) })
  // The cron trigger looks once a minute, but events are handled immediately. The next look picks up what fails here.
  const lookSoon = (of: 'events' | 'jobs') => ({
    wake() {
      const looked = work().workers[of].tick()
      currentInvocation().waitUntil(looked.catch(() => undefined))
    },
  })
  const onEvent = lookSoon('events')
  const { actions, inbox } = work()
  const assets = await openAssets(bindings.assets)
  const extensions = { ...opened.extensions, actions }
  const gateway = assembleGateway({
    ...parts,
    extensions,
    contextOf,
    inbox,
    assets,
    runtime: 'workers',
    isExposed: true,
    isDraining: () => false,
    people: openHostedPeople({ config, ports, db: database.db, worker: lookSoon('jobs') }),
  })
  const app = createApp(gateway)
  const console = openConsole(gateway)
  const { version } = gateway.facts
  ports.log.info('gateway.started', { version, database: database.dialect })
  return {
    respond: async (request) =>
      (console?.isFor(request) ? console.app : app).fetch(request, remoteAddressOf(request)),
    lookForWork: () => lookForWork(work(), ports),
  }
}

/** The console answers only under its own host name, and nothing else answers there. */
function openConsole(gateway: Gateway) {
  const { consoleSecrets, consoleUrl, hosted } = gateway.config
  if (consoleSecrets.length === 0 && !hosted) return undefined
  if (consoleUrl === undefined) {
    gateway.ports.log.error('console.not_started', {
      reason: 'no_host_name',
      setting: 'TILLSIDE_CONSOLE_URL',
    })
    return undefined
  }
  const { hostname } = new URL(consoleUrl)
  return {
    app: createConsoleApp(gateway),
    isFor: (request: Request) => new URL(request.url).hostname === hostname,
  }
}

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
