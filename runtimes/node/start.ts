// Assembles the gateway on Node: settings, log, database, Stripe, HTTP server. One function starts it, one call stops it.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createApp, createConsoleApp, createWorkerApp } from '#app.ts'
import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig, type Config } from '#config.ts'
import type { Gateway } from '#http/gateway.ts'
import { createRequestId } from '#request-id.ts'
import { problemBody } from '#http/problem.ts'
import type { MailTransport } from '#mail/mail.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import type { OnHandlerRun } from '#webhooks/handler-task.ts'
import { assembleGateway } from '../compose/gateway.ts'
import { openContexts } from '../compose/contexts.ts'
import { openHosted } from '../compose/hosted.ts'
import { hostedMailTasks, openHostedPeople } from '../compose/people.ts'
import { openHostedPlan, planTasks } from '../compose/plan.ts'
import { openWork, type OpenWork } from '../compose/work.ts'
import { loadAssets } from './assets.ts'
import { createNodeForwarder } from './proxy/forward.ts'
import { listen, type IsOwnHost } from './http-server.ts'
import { openExtensions, type ExtensionsOptions } from './open-extensions.ts'
import { notDurable, openDatabase, prepareDatabase, readDurability } from './open-database.ts'
import { openLog, type LogOptions } from './open-log.ts'
import { openRelay } from './open-relay.ts'
import { createNodePorts } from './ports.ts'
import { createWebhookHandler } from './receive-webhooks.ts'
import { createRefuse } from './refuse.ts'
import { runWork, type Role } from './run-work.ts'
import { openSmtp } from './smtp.ts'
import { checkKeysInBackground } from './self-check.ts'
import { shareMetrics } from './shared-metrics.ts'

const root = join(import.meta.dirname, '../..')
export type StartOptions = LogOptions & {
  /** Instead of the file in the data folder; `:memory:` stores nothing on disk. */
  databaseFile?: string
  /** Instead of `dist/web`. */
  assetsDir?: string
  extensions?: ExtensionsOptions
  role?: Role
  /** Refuses every other Host, as the preview does, against DNS rebinding. Without it every Host is answered. */
  isOwnHost?: IsOwnHost
  /** Called at the end of each run of a handler. */
  onHandlerRun?: OnHandlerRun
  /** Where mails go, instead of to the mail server of the settings. */
  mail?: MailTransport
  /** Runs with the database to itself, before anything else starts. */
  prepare?: (parts: { config: Config; ports: Ports; db: Database }) => Promise<void>
}

export type RunningGateway = {
  url: string
  port: number
  /** The address of the console, if it is on. */
  consoleUrl?: string
  /**
   * Drains for as long as the settings say: it still serves, and `/ready` answers 503. Then requests in flight finish, for at most
   * `timeoutMs` (10 s), and new ones are refused. With 0 it does not wait, also when it is draining already.
   */
  close: (timeoutMs?: number) => Promise<void>
}

type Undo = () => void | Promise<void>
type Hosts = Pick<StartOptions, 'isOwnHost'>
type Served = Pick<RunningGateway, 'url' | 'port' | 'close'> & { drain: () => void }

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
    const ownPorts: number[] = []
    const opened = await openExtensions(
      { config, ports, metrics, tenant },
      { ...options.extensions, ownPorts: () => ownPorts },
    )
    undos.push(opened.close)
    const contextOf = openContexts({ config, ports, metrics })
    const parts = { config, ports, metrics, database, tenant }
    const { deliveries, close: closeRelay } = openRelay({
      config,
      ports,
      metrics,
      db: database.db,
      dialect: database.dialect,
      tenantId: tenant.id,
      definitions: opened.extensions.config,
      ownPorts: () => ownPorts,
    })
    undos.push(closeRelay)
    if (config.hosted) needHostedPackages()
    const { onHandlerRun, mail } = options
    const smtp = config.smtpUrl && !mail ? openSmtp(config.smtpUrl) : undefined
    if (smtp) undos.push(smtp.close)
    const plan = openHostedPlan({
      config,
      ports,
      db: database.db,
      worker: { wake: () => work.workers.jobs.wake() },
    })
    const work: OpenWork = openWork({
      ...parts,
      opened,
      deliveries,
      context: contextOf(tenant),
      hostedTasks: {
        ...hostedMailTasks(config, ports, () => mail ?? smtp),
        ...planTasks(plan, { dialect: database.dialect, mailer: () => people?.mailer }),
      },
      ...(onHandlerRun ? { onHandlerRun } : {}),
    })
    undos.push(runWork(work, ports, options.role ?? 'all'))
    const { inbox, actions } = work
    const extensions = { ...opened.extensions, actions }
    const runtime = `node ${process.versions.node}`
    let draining = false
    const people = openHostedPeople({ config, ports, db: database.db, worker: work.workers.jobs })
    const hosted = openHosted({ config, ports, db: database.db, plan })
    if (hosted) undos.push(hosted.close)
    const assembled = assembleGateway({
      ...parts,
      extensions,
      contextOf,
      inbox,
      assets,
      runtime,
      isExposed: false,
      isDraining: () => draining,
      hosted,
      people,
      plan,
    })
    undos.push(() => assembled.lastUse.close())
    const printAllMetrics = shareMetrics(() => metrics.print())
    const gateway = printAllMetrics ? { ...assembled, printAllMetrics } : assembled
    const { main, operator, drain, close } = await serveAll(gateway, options)
    ownPorts.push(main.port, ...(operator ? [operator.port] : []))
    undos.push(checkKeysInBackground(gateway.contextOf(tenant), ports))
    const { version, database: kind, durability } = gateway.facts
    const { url, port } = main
    const addresses = { url, ...(operator ? { consoleUrl: operator.url } : {}) }
    log.info('gateway.started', { ...addresses, version, database: kind, durability })
    const hurry = new AbortController()
    const stop = async (timeoutMs?: number) => {
      draining = true
      drain()
      if (config.drainSeconds > 0) {
        log.info('gateway.draining', { seconds: config.drainSeconds })
        await ports.sleep(config.drainSeconds * 1000, hurry.signal).catch(() => undefined)
      }
      await close(timeoutMs)
      await undoAll()
      log.info('gateway.stopped')
    }
    let stopped: Promise<void> | undefined
    const closeOnce = (timeoutMs?: number) => {
      if (timeoutMs === 0) hurry.abort()
      return (stopped ??= stop(timeoutMs))
    }
    return { ...addresses, port, close: closeOnce }
  } catch (error) {
    await undoAll()
    throw error
  }
}

/** The published package leaves these out: see scripts/pack.ts. Without the check, the first sign-in would fail. */
function needHostedPackages(): void {
  try {
    for (const name of ['better-auth', '@better-auth/passkey', 'nodemailer']) import.meta.resolve(name)
  } catch {
    throw new ConfigError([
      'TILLSIDE_HOSTED: a hosted gateway runs from a checkout of the repository; the npm package lacks what people sign in with',
    ])
  }
}

/** Serves the gateway and the console; both close together. */
async function serveAll(gateway: Gateway, { role = 'all', isOwnHost }: StartOptions) {
  const hosts = isOwnHost ? { isOwnHost } : {}
  const main = await serve(gateway, role, hosts)
  try {
    const operator = role === 'worker' ? undefined : await serveConsole(gateway, hosts)
    const close = async (timeoutMs?: number) => {
      await Promise.all([main.close(timeoutMs), operator?.close(timeoutMs)])
    }
    const drain = () => {
      main.drain()
      operator?.drain()
    }
    return { main, operator, drain, close }
  } catch (error) {
    await main.close(0)
    throw error
  }
}

/** Listens. The proxy lane's hot path comes before the application. */
async function serve(gateway: Gateway, role: Role, hosts: Hosts): Promise<Served> {
  const { config, lane, ports } = gateway
  const forwarder = createNodeForwarder(gateway)
  const isWorker = role === 'worker'
  const application = listenerOf(isWorker ? createWorkerApp(gateway) : createApp(gateway), gateway)
  const receiveWebhook = isWorker ? () => false : createWebhookHandler(gateway)
  const handle = (req: IncomingMessage, res: ServerResponse) => {
    if (!receiveWebhook(req, res)) void application(req, res)
  }
  const server = await listen(handle, {
    host: config.host,
    port: config.port,
    refuse: createRefuse(ports),
    ...(isWorker ? {} : { handleFirst: (req, res) => forwarder.handle(req, res) }),
    ...hosts,
  })
  const { port } = server.address
  return {
    url: urlOf(config.host, port),
    port,
    drain: server.drain,
    async close(timeoutMs) {
      lane.close()
      await server.close(timeoutMs)
      await forwarder.close()
    },
  }
}

/**
 * Serves the console on a separate listener, so that it has its own origin. If the default port is taken, which the operator did
 * not choose, the gateway runs without a console and logs that.
 */
async function serveConsole(gateway: Gateway, hosts: Hosts): Promise<Served | undefined> {
  const { config, ports } = gateway
  if (config.consoleSecrets.length === 0 && !config.hosted) return undefined
  const { host, consolePort = config.port === 0 ? 0 : config.port + 1 } = config
  const refuse = createRefuse(ports)
  const application = listenerOf(createConsoleApp(gateway), gateway)
  try {
    const listening = { host, port: consolePort, refuse, ...hosts }
    const server = await listen((req, res) => void application(req, res), listening)
    const { port } = server.address
    const { drain, close } = server
    return { url: urlOf(host, port), port, drain, close }
  } catch (cause) {
    if (config.consolePort !== undefined) throw cause
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    ports.log.error('console.not_started', { port: consolePort, reason, setting: 'TILLSIDE_CONSOLE_PORT' })
    return undefined
  }
}

/** Hono behind Node's server. A request that cannot even be parsed is answered here. */
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
