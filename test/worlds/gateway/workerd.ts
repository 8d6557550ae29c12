// The gateway on workerd, the runtime of Cloudflare Workers, with its own Postgres database behind a local Hyperdrive.

import { randomBytes } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Client } from 'pg'
import { expect } from 'vitest'
import { createTestHarness } from 'wrangler'
import { z } from 'zod'
import { parseConfig } from '#config.ts'
import { createLog } from '#log.ts'
import { openDatabase, prepareDatabase } from '../../../runtimes/node/open-database.ts'
import { gatewayEnv, writeAssets, type TestGateway } from './node.ts'

export type WorkerOptions = {
  postgresUrl: string
  env?: Record<string, string>
  /** The text of tillside.config.ts; by default the gateway is deployed without a configuration. */
  configuration?: string
  /** Leaves the database unmigrated. */
  isEmpty?: boolean
  /** Configures neither Hyperdrive nor DATABASE_URL. */
  isUnbound?: boolean
}

export type TestWorker = TestGateway & {
  /** Runs the cron trigger and returns its outcome. */
  lookForWork: () => Promise<string>
  migrate: () => Promise<void>
}

/** Starts the worker with runtimes/worker/wrangler.jsonc, completed as for a deployment. */
export async function startOnWorkerd(stripeUrl: string, options: WorkerOptions): Promise<TestWorker> {
  const { postgresUrl, env = {}, isEmpty = false } = options
  const database = await createDatabase(postgresUrl)
  if (!isEmpty) await migrate(database.url)
  const { configPath, remove } = writeProject(database.url, options)
  const vars = { ...gatewayEnv(stripeUrl), ...env }
  Object.assign(process.env, silent)
  const server = createTestHarness({ workers: [{ configPath, vars }] })
  const close = async () => {
    await server.close()
    await database.drop()
    remove()
  }
  const { url } = await server.listen().catch(async (error: unknown) => {
    await close()
    throw error
  })
  const lines = () => server.getLogs().map(({ message }) => message)
  return {
    url: url.origin,
    get lines() {
      return lines()
    },
    logged: (text) => expect.poll(() => lines().join('\n')).toContain(text),
    async lookForWork() {
      const event = { cron: '* * * * *', scheduledTime: new Date() }
      const ended: unknown = await server.getWorker().scheduled(event)
      return z.object({ outcome: z.string() }).parse(ended).outcome
    },
    migrate: () => migrate(database.url),
    close,
  }
}

const worker = resolve('runtimes/worker')
/** Keeps wrangler from making requests: no geolocation, no metrics, no error reports. */
const silent = {
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
}
const wranglerConfig = z.looseObject({
  main: z.string(),
  alias: z.record(z.string(), z.string()),
  assets: z.looseObject({}),
})

/** Writes the project inside the checkout, where a configuration finds its packages. */
function writeProject(databaseUrl: string, { configuration, isUnbound = false }: WorkerOptions) {
  const folder = resolve('.build', `workerd-${randomBytes(6).toString('hex')}`)
  mkdirSync(folder, { recursive: true })
  const directory = writeAssets()
  for (const icon of ['icon.svg', 'icon-512.png']) cpSync(join('web/icons', icon), join(directory, icon))
  const { main, alias, assets, ...rest } = readWranglerConfig()
  const aliases = Object.entries(alias).map(([name, path]) => [name, resolve(worker, path)] as const)
  const config = {
    ...rest,
    main: join(worker, main),
    alias: Object.fromEntries(aliases),
    assets: { ...assets, directory },
    ...(isUnbound
      ? {}
      : { hyperdrive: [{ binding: 'HYPERDRIVE', id: 'local', localConnectionString: databaseUrl }] }),
  }
  if (configuration !== undefined) {
    const file = join(folder, 'tillside.config.ts')
    writeFileSync(file, configuration)
    config.alias['tillside:config'] = file
  }
  const configPath = join(folder, 'wrangler.json')
  writeFileSync(configPath, JSON.stringify(config))
  const remove = () => [folder, directory].forEach((made) => rmSync(made, { recursive: true, force: true }))
  return { configPath, remove }
}

/** Reads wrangler.jsonc. It differs from JSON only in comments on separate lines and trailing commas. */
function readWranglerConfig() {
  const text = readFileSync(join(worker, 'wrangler.jsonc'), 'utf8')
  const json = text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/,(?=\s*[}\]])/g, '')
  return wranglerConfig.parse(JSON.parse(json))
}

/** Does what `tillside migrate` does, in this process. */
async function migrate(url: string): Promise<void> {
  const log = createLog({ level: 'error', now: Date.now, write: () => undefined })
  const open = openDatabase(parseConfig({ DATABASE_URL: url }), log)
  await prepareDatabase(open, Date.now)
  await open.close()
}

/** Creates a database rather than a schema, because Hyperdrive does not pass on the schema. */
async function createDatabase(serverUrl: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `tillside_${randomBytes(6).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  // Hyperdrive requires a password even if the server does not.
  url.password ||= 'none'
  await runOn(serverUrl, `create database ${name}`)
  return { url: url.href, drop: () => runOn(serverUrl, `drop database ${name} with (force)`) }
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}
