// The setup of a torture run: a folder, a database, a company, and gateways that are killed and restart on the same ports.

import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { createMortal, type Mortal } from '../mortal-process.ts'
import { openCompany, type Company } from './company.ts'

export const secret = ['whsec', 'torture'.repeat(4)].join('_')

export type Ground = {
  dataDir: string
  ledger: string
  company: Company
  gateways: readonly Mortal[]
  /** The address of the Postgres database; absent for SQLite. */
  databaseUrl?: string
  aheadMs: () => number
  /** Stops all gateways, moves the clock by `awayMs`, by default longer than a lease, and restarts them. */
  outage: (awayMs?: number) => Promise<void>
  close: () => Promise<void>
}

export type GroundOptions = {
  gateways: number
  /** A Postgres in which to create a schema; by default a SQLite file is used. */
  postgresUrl?: string
  /** Maps `postgresUrl` to the address of a proxy in front of it, for the gateways. */
  throughUrl?: (url: string) => string
  /** The data folder, instead of a temporary one. */
  dataDir?: string
  role?: 'web' | 'all'
  /** Settings of the gateways that differ from those of a torture run. */
  settings?: Record<string, string>
}

/** A dead worker's lease lasts 30 s; a process that restarts later finds its work. */
const outageMs = 31_000
const config = fileURLToPath(new URL('./tillside.config.ts', import.meta.url))

export async function openGround(options: GroundOptions): Promise<Ground> {
  const { gateways: count, postgresUrl, throughUrl = (url) => url, role = 'all' } = options
  const folder = mkdtempSync(join(tmpdir(), 'tillside-torture-'))
  const dataDir = options.dataDir ?? join(folder, 'data')
  const company = await openCompany()
  const schema = postgresUrl === undefined ? undefined : await createSchema(postgresUrl)
  const database = schema ? { DATABASE_URL: throughUrl(schema.url) } : {}
  let aheadMs = 0
  const env = { ...envOf({ folder, company, role, dataDir }), ...options.settings }
  const gateways = Array.from({ length: count }, (_, index) =>
    createMortal({
      name: `gateway ${index + 1}`,
      file: './torture/gateway.ts',
      startedEvent: 'gateway.started',
      env: () => ({ ...env, ...database, TORTURE_AHEAD_MS: String(aheadMs) }),
    }),
  )
  // The first one migrates the database before the others use it.
  for (const gateway of gateways) await gateway.start()
  return {
    dataDir,
    ledger: join(folder, 'acknowledged.txt'),
    company,
    gateways,
    ...(schema ? { databaseUrl: schema.url } : {}),
    aheadMs: () => aheadMs,
    async outage(awayMs = outageMs) {
      await Promise.all(gateways.map((gateway) => gateway.stop()))
      aheadMs += awayMs
      await Promise.all(gateways.map((gateway) => gateway.start()))
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.kill()))
      await company.close()
      await schema?.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function envOf({
  folder,
  company,
  role,
  dataDir,
}: {
  folder: string
  company: Company
  role: string
  dataDir: string
}) {
  const assets = join(folder, 'assets')
  mkdirSync(join(assets, 'sidebar/assets'), { recursive: true })
  writeFileSync(join(assets, 'sidebar/index.html'), '<!doctype html><title>Tillside</title>')
  writeFileSync(join(assets, 'build.json'), '{"build":"torture"}')
  return {
    HOST: '127.0.0.1',
    TILLSIDE_DATA_DIR: dataDir,
    TILLSIDE_CONFIG: config,
    TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
    STRIPE_API_KEY: ['rk', 'test', 'T'.repeat(16)].join('_'),
    STRIPE_API_BASE: company.url,
    STRIPE_WEBHOOK_SECRETS_TEST: secret,
    TORTURE_COMPANY: company.url,
    TORTURE_ASSETS: assets,
    TORTURE_ROLE: role,
  }
}

/** Creates a separate schema, so that runs do not see each other. */
async function createSchema(url: string) {
  const name = `torture_${randomBytes(6).toString('hex')}`
  await query(url, `create schema ${name}`)
  const within = new URL(url)
  within.searchParams.set('options', `-c search_path=${name}`)
  return { url: within.href, drop: () => query(url, `drop schema ${name} cascade`).catch(() => undefined) }
}

export async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(text)
    return rows
  } finally {
    await client.end()
  }
}
