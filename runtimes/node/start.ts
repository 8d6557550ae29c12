// Assembles the gateway on Node: settings, log, database, Stripe, HTTP server. One function, one call to undo it.

import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createApp, createWorkerApp } from '#app.ts'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig, type Config } from '#config.ts'
import type { Gateway } from '#http/gateway.ts'
import { createRequestId } from '#http/middleware/request-id.ts'
import { problemBody } from '#http/problem.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { findConnectionKeyByHash } from '#store/connection-keys.ts'
import { findEvent } from '#store/events.ts'
import type { Database } from '#store/schema.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { assembleGateway } from '../assemble-gateway.ts'
import { openContexts } from '../open-contexts.ts'
import { openWork } from '../open-work.ts'
import type { OnHandled } from '../watch-handler.ts'
import { loadAssets } from './assets.ts'
import { createNodeForwarder } from './forward.ts'
import { listen } from './http-server.ts'
import { openInHouse, type InHouseOptions } from './open-in-house.ts'
import { notDurable, openDatabase, prepareDatabase, readDurability } from './open-database.ts'
import { openLog, type LogOptions } from './open-log.ts'
import { openNodeRelay } from './open-relay.ts'
import { createNodePorts } from './ports.ts'
import { createRefuse } from './refuse.ts'
import { runWork, type Role } from './run-work.ts'
import { checkKeysInBackground } from './self-check.ts'

const root = join(import.meta.dirname, '../..')
export type StartOptions = LogOptions & {
  /** Instead of the file in the data folder; `:memory:` keeps nothing. */
  databaseFile?: string
  /** Instead of `dist/web`. */
  assetsDir?: string
  inHouse?: InHouseOptions
  role?: Role
  /** Told of each run of a handler. */
  onHandled?: OnHandled
  /** Has the database to itself, before anything else begins. */
  prepare?: (parts: { config: Config; ports: Ports; db: Database }) => Promise<void>
}

export type RunningGateway = {
  url: string
  port: number
  /** Requests in flight finish, for at most `timeoutMs` (10 s); new ones are refused. */
  close: (timeoutMs?: number) => Promise<void>
}

type Undo = () => void | Promise<void>

/** Starts the gateway that the settings describe. Throws `ConfigError` when they need attention. */
export async function startGateway(
  env: Record<string, unknown>,
  options: StartOptions = {},
): Promise<RunningGateway> {
  const config = parseConfig(env)
  const log = openLog(config, options)
  const undos: Undo[] = []
  const undoAll = async () => {
    for (const undo of undos.splice(0).reverse()) await undo()
  }
  try {
    const { ports, close: closePorts } = createNodePorts(log)
    undos.push(closePorts)
    const opening = openDatabase(config, log, options.databaseFile)
    undos.push(opening.close)
    const applied = await prepareDatabase(opening, ports.now)
    const database = { ...opening, durability: await readDurability(opening) }
    if (database.durability.startsWith(notDurable))
      log.warn('database.not_durable', { durability: database.durability })
    if (applied.length > 0) log.info('database.migrated', { count: applied.length })
    await options.prepare?.({ config, ports, db: database.db })
    const tenant = await createSelfTenant(selfTenantId, config)
    const built = options.assetsDir ?? join(root, 'dist/web')
    const assets = await loadAssets({ built, icons: join(root, 'web/icons') })
    const metrics = createMetrics()
    const opened = await openInHouse({ config, ports, metrics, tenant }, options.inHouse)
    undos.push(opened.close)
    const contextOf = openContexts({ config, ports, metrics })
    const parts = { config, ports, metrics, database, tenant }
    let ownPort: number | undefined
    const relay = openNodeRelay({
      ...parts,
      tenantId: tenant.id,
      definitions: opened.inHouse.config,
      findEvent: (where) => findEvent(database.db, where),
      ownPort: () => ownPort,
    })
    undos.push(relay.close)
    const { onHandled } = options
    const watching = onHandled ? { onHandled } : {}
    const work = openWork({ ...parts, opened, relay, context: contextOf(tenant), ...watching })
    undos.push(runWork(work, ports, options.role ?? 'all'))
    const { inbox, actions } = work
    const inHouse = { ...opened.inHouse, actions }
    const runtime = `node ${process.versions.node}`
    const gateway = assembleGateway({ ...parts, inHouse, contextOf, inbox, assets, runtime })
    const { url, port, close } = await serve(gateway, options.role)
    ownPort = port
    undos.push(checkKeysInBackground(gateway.contextOf(tenant), log))
    const { version, database: kind, durability } = gateway.facts
    log.info('gateway.started', { url, version, database: kind, durability })
    const stop = async (timeoutMs?: number) => {
      await close(timeoutMs)
      await undoAll()
      log.info('gateway.stopped')
    }
    let stopped: Promise<void> | undefined
    return { url, port, close: (timeoutMs) => (stopped ??= stop(timeoutMs)) }
  } catch (error) {
    await undoAll()
    throw error
  }
}

/** Listens. The proxy lane's hot path comes before the application. */
async function serve(gateway: Gateway, role: Role = 'all'): Promise<RunningGateway> {
  const { config, ports, metrics, db, failures } = gateway
  const forwarder = createNodeForwarder({
    ...ports,
    config,
    metrics,
    findConnectionKey: (hash) => findConnectionKeyByHash(db, hash),
    noteFailure: (address) => failures.fail(address),
  })
  const isWorker = role === 'worker'
  const application = listenerOf(isWorker ? createWorkerApp(gateway) : createApp(gateway), gateway)
  const server = await listen(
    (req, res) => {
      if (isWorker || !forwarder.handle(req, res)) void application(req, res)
    },
    { host: config.host, port: config.port, refuse: createRefuse(config, ports) },
  )
  const { port } = server.address
  return {
    url: urlOf(config.host, port),
    port,
    async close(timeoutMs) {
      await server.close(timeoutMs)
      await forwarder.close()
    },
  }
}

/** Hono behind Node's server; a request that cannot even be read is answered here. */
function listenerOf(app: ReturnType<typeof createApp>, gateway: Gateway) {
  const errorHandler = () => {
    const id = createRequestId(gateway.ports)
    return new Response(JSON.stringify(problemBody('bad_request', id)), {
      status: 400,
      headers: { 'Content-Type': 'application/problem+json', 'Request-Id': id },
    })
  }
  return getRequestListener(
    (request, { incoming }) => {
      const { remoteAddress } = incoming.socket
      return app.fetch(request, remoteAddress === undefined ? {} : { remoteAddress })
    },
    { overrideGlobalObjects: false, errorHandler },
  )
}

function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
