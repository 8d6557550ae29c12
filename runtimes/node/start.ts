// Assembles the gateway on Node: settings, log, database, Stripe, HTTP server. One function, one call to undo it.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { createApp } from '#app.ts'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig, type Config } from '#config.ts'
import type { Gateway } from '#http/gateway.ts'
import { createFailureLimit } from '#http/middleware/failure-limit.ts'
import { createRequestId } from '#http/middleware/request-id.ts'
import { problemBody } from '#http/problem.ts'
import { createLog, type Log, type LogFields } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { findConnectionKeyByHash } from '#store/connection-keys.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { loadAssets } from './assets.ts'
import { createNodeForwarder } from './forward.ts'
import { listen } from './http-server.ts'
import { openContexts } from './open-contexts.ts'
import { openDatabase, prepareDatabase } from './open-database.ts'
import { createNodePorts } from './ports.ts'
import { checkKeysInBackground } from './self-check.ts'

const root = join(import.meta.dirname, '../..')

export type StartOptions = {
  /** No log. */
  quiet?: boolean
  /** Told of each request answered: method, route, status, ms, requestId. */
  onRequest?: (fields: LogFields) => void
  /** Instead of the file in the data folder; `:memory:` keeps nothing. */
  databaseFile?: string
  /** Instead of `dist/web`. */
  assetsDir?: string
  /** Instead of standard output. */
  write?: (line: string) => void
}

export type RunningGateway = { url: string; port: number; close(timeoutMs?: number): Promise<void> }

/** Starts the gateway that the settings describe. Throws `ConfigError` when they need attention. */
export async function startGateway(
  env: Record<string, unknown>,
  options: StartOptions = {},
): Promise<RunningGateway> {
  const config = parseConfig(env)
  const log = observe(openLog(config, options), options.onRequest)
  const { ports, close: closePorts } = createNodePorts(log)
  const database = openDatabase(config, log, options.databaseFile)
  try {
    const applied = await prepareDatabase(database, ports.now)
    if (applied.length > 0) log.info('database.migrated', { count: applied.length })
    const assets = await loadAssets({
      built: options.assetsDir ?? join(root, 'dist/web'),
      icons: join(root, 'web/icons'),
    })
    const tenant = await createSelfTenant(selfTenantId, config)
    const metrics = createMetrics()
    const failures = createFailureLimit(ports.now)
    const gateway: Gateway = {
      config,
      ports,
      metrics,
      failures,
      db: database.db,
      facts: {
        version: await readVersion(),
        build: assets.build,
        runtime: `node ${process.versions.node}`,
        database: database.dialect,
        durability: database.durability,
      },
      findTenant: async (tenantId) => (tenantId === tenant.id ? tenant : undefined),
      contextOf: openContexts({ config, ports, metrics }),
      readAsset: assets.readAsset,
    }
    const forwarder = createNodeForwarder({
      ...ports,
      config,
      metrics,
      findConnectionKey: (hash) => findConnectionKeyByHash(database.db, hash),
      noteFailure: (address) => failures.fail(address),
    })
    const application = listenerOf(gateway)
    const server = await listen(
      (req, res) => {
        if (!forwarder.handle(req, res)) void application(req, res)
      },
      { host: config.host, port: config.port, ports },
    )
    const stopChecking = checkKeysInBackground(gateway.contextOf(tenant), log)
    const url = urlOf(config.host, server.address.port)
    log.info('gateway.started', { url, version: gateway.facts.version, database: database.dialect })
    return {
      url,
      port: server.address.port,
      async close(timeoutMs) {
        stopChecking()
        await server.close(timeoutMs)
        await forwarder.close()
        await database.close()
        await closePorts()
        log.info('gateway.stopped')
      },
    }
  } catch (error) {
    await database.close()
    await closePorts()
    throw error
  }
}

/** Hono behind Node's server; a request that cannot even be read is answered here. */
function listenerOf(gateway: Gateway) {
  const app = createApp(gateway)
  return getRequestListener(
    (request, { incoming }) => {
      const { remoteAddress } = incoming.socket
      return app.fetch(request, remoteAddress === undefined ? {} : { remoteAddress })
    },
    {
      overrideGlobalObjects: false,
      errorHandler: () => {
        const id = createRequestId(gateway.ports)
        return new Response(JSON.stringify(problemBody('bad_request', id)), {
          status: 400,
          headers: { 'Content-Type': 'application/problem+json', 'Request-Id': id },
        })
      },
    },
  )
}

function openLog({ logLevel }: Config, { quiet, write }: StartOptions): Log {
  const toStdout = (line: string) => void process.stdout.write(`${line}\n`)
  const sink = write ?? (quiet ? () => undefined : toStdout)
  return createLog({ level: logLevel, now: () => Date.now(), write: sink })
}

/** A log that also tells `listener` of each request answered. */
function observe(log: Log, listener: StartOptions['onRequest'], bound: LogFields = {}): Log {
  if (!listener) return log
  return {
    ...log,
    info(event, fields) {
      log.info(event, fields)
      if (event === 'request.answered') listener({ ...bound, ...fields })
    },
    with: (fields) => observe(log.with(fields), listener, { ...bound, ...fields }),
  }
}

async function readVersion(): Promise<string> {
  const parsed: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const version = typeof parsed === 'object' && parsed !== null && 'version' in parsed ? parsed.version : ''
  return typeof version === 'string' ? version : ''
}

const urlOf = (host: string, port: number) =>
  `http://${host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`
