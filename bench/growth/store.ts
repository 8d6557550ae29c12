// The database of a gateway that is measured: fills it with events, waits for their end, and reads its size.

import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import { Pool } from 'pg'
import { z } from 'zod'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { insertEvents, type NewEvent } from '#store/events.ts'
import type { Database, Schema } from '#store/schema.ts'
import { openSqlite } from '../../runtimes/node/sqlite.ts'
import type { Ground } from '../torture/ground.ts'
import { makePosts } from '../webhooks/load.ts'

export function openStore({ databaseUrl, dataDir }: Ground): Database {
  const dialect =
    databaseUrl === undefined
      ? openSqlite(join(dataDir, 'tillside.sqlite'))
      : new PostgresDialect({ pool: new Pool({ connectionString: databaseUrl, max: 2 }) })
  return new Kysely<Schema>({ dialect })
}

const bodySchema = z.object({ id: z.string(), data: z.object({ object: z.object({ id: z.string() }) }) })

/** Adds events that wait for their handlers, in one transaction. */
export async function addEvents(db: Database, count: number): Promise<void> {
  const posts = await makePosts(count)
  const nowMs = Date.now()
  const events = posts.map(({ body }): NewEvent => {
    const { id, data } = bodySchema.parse(JSON.parse(body))
    return {
      id: `evr_${id}`,
      tenantId,
      mode: 'test',
      eventId: id,
      form: 'snapshot',
      type: 'invoice.paid',
      objectId: data.object.id,
      occurredAtMs: nowMs,
      cameBy: 'test',
      payload: body,
      atMs: nowMs,
    }
  })
  const insertAll = async (transaction: Transaction<Schema>) => {
    // A statement takes a limited number of parameters.
    for (let at = 0; at < events.length; at += 100)
      await insertEvents(transaction, events.slice(at, at + 100))
  }
  await db.transaction().execute(insertAll)
}

/** Resolves when every event is handled. */
export async function untilHandled(db: Database): Promise<void> {
  const open = db.selectFrom('events').select('id').where('state', '=', 'waiting').limit(1)
  while (await open.executeTakeFirst()) await wait(50)
}

/** Bytes of the tables with their indexes. */
export async function readSize(db: Database, { databaseUrl }: Ground): Promise<number> {
  const { rows } = await (
    databaseUrl === undefined
      ? sql<{
          bytes: number
        }>`select page_count * page_size as bytes from pragma_page_count, pragma_page_size`
      : sql<{ bytes: string }>`select sum(pg_total_relation_size(oid)) as bytes from pg_class
          where relnamespace = current_schema()::regnamespace and relkind = 'r'`
  ).execute(db)
  return Number(rows[0]?.bytes)
}
