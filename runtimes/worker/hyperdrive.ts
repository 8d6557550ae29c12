// Postgres, through Hyperdrive or directly. A connection is reused within a request, and none outlives it.
// https://developers.cloudflare.com/hyperdrive/concepts/connection-lifecycle/

import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import { Client } from 'pg'
import { GatewayError } from '#errors.ts'
import type { Secret } from '#secret.ts'
import { assertMigrated, assertUsable } from '#store/migrate.ts'
import type { Schema } from '#store/schema.ts'
import { perInvocation } from '#per-invocation.ts'
import type { OpenDatabase } from '../compose/gateway.ts'
import { currentInvocation } from './invocation.ts'

type Connections = { connect: () => Promise<PostgresPoolClient> }

/**
 * Serves no request on a database without the newest schema, because migrations do not run while requests wait, nor on one that a newer
 * release has migrated beyond what this one works with.
 */
export function openHyperdrive(url: Secret): OpenDatabase {
  const connectionsOf = perInvocation(currentInvocation, () => openConnections(url))
  const connect = () => connectionsOf().connect()
  const unchecked = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: poolOf(connect) }) })
  let isCurrent = false
  const connectChecked = async () => {
    if (!isCurrent) {
      await assertUsable(unchecked)
      await assertMigrated(unchecked)
    }
    isCurrent = true
    return connect()
  }
  return {
    db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool: poolOf(connectChecked) }) }),
    dialect: 'postgres',
    durability: 'as the Postgres server is set',
  }
}

const poolOf = (connect: Connections['connect']): PostgresPool => ({
  connect,
  end: () => Promise.resolve(),
  options: {},
})

/** The connections of one invocation. At most one stays idle: Workers allow six open connections, and fetches need some of them. */
function openConnections(url: Secret): Connections {
  const { over, waitUntil } = currentInvocation()
  let idle: (PostgresPoolClient & Pick<Client, 'end'>) | undefined
  let isOver = false
  const drop = (client: Pick<Client, 'end'>) => waitUntil(client.end().catch(() => undefined))
  const close = () => {
    isOver = true
    if (idle) drop(idle)
  }
  waitUntil(over.then(close))

  const open = async () => {
    const client = await connect(url)
    let isBroken = false
    const pooled = Object.assign(client, {
      release(broken?: unknown) {
        if (isOver || isBroken || broken || idle) drop(client)
        else idle = pooled
      },
    })
    // Without a listener a connection that the server closes would end the isolate.
    client.on('error', () => {
      isBroken = true
      if (idle === pooled) idle = undefined
    })
    return pooled
  }
  return {
    async connect() {
      const waiting = idle
      idle = undefined
      return waiting ?? open()
    },
  }
}

async function connect(url: Secret): Promise<Client> {
  const client = new Client({
    connectionString: url.reveal(),
    connectionTimeoutMillis: 5000,
    query_timeout: 15_000,
  })
  try {
    await client.connect()
    return client
  } catch (cause) {
    throw new GatewayError('database_unavailable', { cause })
  }
}
