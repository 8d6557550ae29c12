// Several gateways with the same settings on one Postgres or one SQLite file, in front of the simulated Stripe.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import type { Database, Schema } from '#store/schema.ts'
import type { JsonObject } from '../../../simulator/stripe/json.ts'
import { listenStripe } from '../../../simulator/stripe/listen.ts'
import { createStripeSimulator, type StripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { eventText, signPost } from '../../../simulator/stripe/webhooks/sign.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { startOnNode, type TestGateway } from './node.ts'

export type Replicas = {
  gateways: readonly TestGateway[]
  simulator: StripeSimulator
  db: Database
  /** Sends a signed event of the account to one replica. Resolves once it is acknowledged. */
  sendEvent: (to: TestGateway, event: { type: string; object: JsonObject }) => Promise<void>
  /** Ends every connection that the replicas have to Postgres, as a restart of the server does. */
  cutConnections: () => Promise<void>
  close: () => Promise<void>
}

const webhookSecret = ['whsec', 'R'.repeat(32)].join('_')

type OpenDatabase = {
  db: Database
  settings: Record<string, string>
  cutConnections: () => Promise<void>
  close: () => Promise<void>
}

/** Creates a schema of its own. */
async function openPostgres(postgresUrl: string): Promise<OpenDatabase> {
  const name = `tillside_${randomBytes(6).toString('hex')}`
  const url = new URL(postgresUrl)
  url.searchParams.set('options', `-c search_path=${name}`)
  const db: Database = new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: new Pool({ connectionString: url.href, max: 2 }) }),
  })
  await sql`create schema ${sql.id(name)}`.execute(db)
  const gatewayUrl = new URL(url)
  gatewayUrl.searchParams.set('application_name', name)
  return {
    db,
    settings: { DATABASE_URL: gatewayUrl.href },
    async cutConnections() {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`.execute(
        db,
      )
    },
    async close() {
      await sql`drop schema ${sql.id(name)} cascade`.execute(db)
      await db.destroy()
    },
  }
}

function openSqliteFile(folder: string): OpenDatabase {
  const db: Database = new Kysely<Schema>({ dialect: openSqlite(join(folder, 'tillside.sqlite')) })
  return {
    db,
    settings: { TILLSIDE_DATA_DIR: folder },
    cutConnections: () => Promise.resolve(),
    close: () => db.destroy(),
  }
}

/** `text` is the configuration file. Without `postgresUrl` they share a SQLite file. */
export async function openReplicas(
  count: number,
  { postgresUrl, text }: { postgresUrl?: string; text: string },
): Promise<Replicas> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-replicas-'))
  writeFileSync(join(folder, 'tillside.config.ts'), text)
  const database = postgresUrl === undefined ? openSqliteFile(folder) : await openPostgres(postgresUrl)
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  const settings = {
    ...database.settings,
    STRIPE_API_KEY: `Kelpie=${simulator.keys.live}`,
    STRIPE_WEBHOOK_SECRETS_LIVE: webhookSecret,
    TILLSIDE_CONFIG: join(folder, 'tillside.config.ts'),
    TILLSIDE_CONSOLE_SECRET: '',
  }
  const gateways = await Promise.all(Array.from({ length: count }, () => startOnNode(stripe.url, settings)))
  let sent = 0
  return {
    gateways,
    simulator,
    db: database.db,
    cutConnections: database.cutConnections,
    async sendEvent(to, { type, object }) {
      const event = {
        id: `evt_${(sent += 1)}`,
        object: 'event',
        api_version: '2026-10-28.endive',
        created: Math.floor(Date.now() / 1000),
        type,
        livemode: true,
        pending_webhooks: 1,
        request: { id: null, idempotency_key: null },
        data: { object },
      }
      const post = await signPost(eventText(event), webhookSecret, Date.now())
      const { status } = await fetch(`${to.url}/webhooks/stripe/live`, { method: 'POST', ...post })
      if (status !== 200) throw new Error(`the event got ${status}`)
    },
    async close() {
      await Promise.all(gateways.map((gateway) => gateway.close(0)))
      await database.close()
      await stripe.close()
      rmSync(folder, { recursive: true })
    },
  }
}
