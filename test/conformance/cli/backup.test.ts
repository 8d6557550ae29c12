// tillside backup and restore, and the drill: back up while events arrive, restore into an empty place, start, and open every sealed
// secret.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { selfTenantId } from '#auth/principal.ts'
import { Secret } from '#secret.ts'
import { putSealedSecret } from '#store/sealed-secrets.ts'
import { createVault } from '#vault/vault.ts'
import { withDatabase } from '../../../cli/database.ts'
import { startGateway, type RunningGateway } from '../../../runtimes/node/start.ts'
import { signPost } from '../../../simulator/stripe/webhooks/sign.ts'
import { secret } from '../../worlds/gateway/node.ts'
import { startStubStripe, type StubStripe } from '../../worlds/stripe/stub-server.ts'

const run = promisify(execFile)
const kek = randomBytes(32).toString('base64')
const webhookSecret = 'whsec_0123456789abcdef'
const missiveToken = 'missive_pat-0123456789abcdef'
let stripe: StubStripe

beforeAll(async () => {
  stripe = await startStubStripe()
})
afterAll(() => stripe.close())

type Place = { TILLSIDE_DATA_DIR: string } | { DATABASE_URL: string }

const settings = (place: Place) => ({
  STRIPE_API_BASE: stripe.url,
  STRIPE_API_KEY: 'rk_test_hunter2hunter2',
  STRIPE_WEBHOOK_SECRETS_TEST: webhookSecret,
  TILLSIDE_PROXY_SECRET: secret,
  TILLSIDE_KEKS: `k1:${kek}`,
  ...place,
})

async function tillside(args: string[], env: Record<string, string>, input = '') {
  const child = spawn(process.execPath, ['cli/main.ts', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.on('data', (part) => (output.stdout += String(part)))
  child.stderr.on('data', (part) => (output.stderr += String(part)))
  child.stdin.end(input)
  await once(child, 'close')
  return { code: child.exitCode, ...output }
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-backup-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

async function start(place: Place): Promise<RunningGateway> {
  const gateway = await startGateway({ ...settings(place), PORT: '0' }, { quiet: true })
  onTestFinished(() => gateway.close(0))
  return gateway
}

let count = 0
/** Sends an event as Stripe does and returns its id once it is acknowledged. */
async function sendEvent({ url }: RunningGateway): Promise<string> {
  const id = `evt_backup${(count += 1)}`
  const object = { id: `in_${count}`, object: 'invoice', customer: 'cus_1' }
  const event = {
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'invoice.paid',
  }
  const signed = await signPost(JSON.stringify(event), webhookSecret, Date.now())
  const answer = await fetch(`${url}/webhooks/stripe/test`, { method: 'POST', ...signed })
  expect(answer.status).toBe(200)
  return id
}

/** Everything that the vault seals: sign-ins of two people, and the token of Missive. */
async function sealAll(place: Place): Promise<void> {
  const vault = createVault(
    [{ id: 'k1', key: new Secret(kek) }],
    (length) => new Uint8Array(randomBytes(length)),
  )
  await withDatabase(settings(place), async ({ db }) => {
    for (const owner of ['usr_ann', 'usr_ben']) {
      const at = { tenantId: selfTenantId, purpose: 'sign-in:crm', accountId: 'acct_1', mode: 'live', owner }
      await putSealedSecret(db, at, { sealed: await vault.seal(`token of ${owner}`, at), atMs: Date.now() })
    }
  })
  const connected = await tillside(['missive', 'connect'], settings(place), missiveToken)
  expect(connected).toMatchObject({ code: 0 })
}

const eventsIn = (place: Place) =>
  withDatabase(settings(place), async ({ db }) => {
    const rows = await db
      .selectFrom('events')
      .select('event_id')
      .where('tenant_id', '=', selfTenantId)
      .execute()
    return rows.map((row) => row.event_id)
  })

async function secretsIn(place: Place): Promise<string | undefined> {
  const { stdout } = await tillside(['doctor', '--json'], settings(place))
  const { findings } = JSON.parse(stdout) as { findings: { what: string; detail: string }[] }
  return findings.find(({ what }) => what === 'sealed secrets')?.detail
}

/** Sends events until `work` has ended. Returns those acknowledged before it began, and how many came after. */
async function whileEventsArrive<T>(gateway: RunningGateway, work: () => Promise<T>) {
  const before = [await sendEvent(gateway), await sendEvent(gateway)]
  const over = new AbortController()
  const working = work().finally(() => over.abort())
  let during = 0
  while (!over.signal.aborted) {
    await sendEvent(gateway)
    during += 1
  }
  return { before, during, result: await working }
}

test('the drill: a backup made while events arrive, restored into an empty folder, has every acknowledged event and opens every secret', async () => {
  const [from, to] = [{ TILLSIDE_DATA_DIR: newFolder() }, { TILLSIDE_DATA_DIR: join(newFolder(), 'data') }]
  const file = join(newFolder(), 'monday.sqlite')
  const gateway = await start(from)
  await sealAll(from)
  const { before, during, result } = await whileEventsArrive(gateway, () =>
    tillside(['backup', file], settings(from)),
  )
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toContain('3 sealed secrets checked: all open.')
  expect(result.stdout).toContain('Keep TILLSIDE_KEKS elsewhere')
  expect(during).toBeGreaterThan(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(join(file, '..'))).toEqual(['monday.sqlite'])
  await gateway.close(0)

  const restored = await tillside(['restore', file], settings(to))
  expect(restored).toMatchObject({ code: 0, stderr: '' })
  const again = await start(to)
  expect(await eventsIn(to)).toEqual(expect.arrayContaining(before))
  expect(await secretsIn(to)).toBe('3 sealed secrets checked: all open.')
  await sendEvent(again)
  expect(readdirSync(to.TILLSIDE_DATA_DIR).filter((name) => !name.startsWith('tillside.sqlite'))).toEqual([])
})

/** A data folder with a database, and a backup of it. */
async function backedUp() {
  const place = { TILLSIDE_DATA_DIR: newFolder() }
  const file = join(newFolder(), 'backup.sqlite')
  await withDatabase(settings(place), async () => undefined)
  expect(await tillside(['backup', file], settings(place))).toMatchObject({ code: 0 })
  return { place, file, database: join(place.TILLSIDE_DATA_DIR, 'tillside.sqlite') }
}

test('backup replaces a file only with --force, and writes none that is not whole', async () => {
  const { place, file, database } = await backedUp()
  const again = await tillside(['backup', file], settings(place))
  expect([again.code, again.stderr]).toEqual([
    2,
    `${file} exists: name another file, or replace it with --force.\n`,
  ])
  writeFileSync(file, 'older')
  chmodSync(file, 0o644)
  expect(await tillside(['backup', '--force', file], settings(place))).toMatchObject({ code: 0 })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await tillside(['backup', '--force', database], settings(place))).toMatchObject({ code: 2 })
  expect(await tillside(['backup', join(file, '..', 'no', 'such')], settings(place))).toMatchObject({
    code: 2,
  })

  writeFileSync(database, `SQLite format 3\0${'x'.repeat(8192)}`)
  const damaged = await tillside(['backup', '--force', file], settings(place))
  expect(damaged.code).toBe(1)
  expect(damaged.stderr).not.toMatch(/^\s+at /m)
  expect(readdirSync(join(file, '..'))).toEqual(['backup.sqlite'])
  expect(statSync(file).size).toBeGreaterThan(10_000)
})

test('restore keeps the replaced database under another name', async () => {
  const { place, file, database } = await backedUp()
  await withDatabase(settings(place), ({ db }) =>
    sql`create table since_then (id integer)`.execute(db).then(() => undefined),
  )
  const { code, stdout } = await tillside(['restore', file], settings(place))
  expect(code).toBe(0)
  const kept = /The replaced database is (\S+):/.exec(stdout)?.[1] ?? ''
  expect(kept).toMatch(/tillside\.sqlite\.replaced-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/)
  const tablesIn = (path: string) => {
    const opened = new DatabaseSync(path, { readOnly: true })
    const rows = opened.prepare("select name from sqlite_master where name = 'since_then'").all()
    opened.close()
    return rows.length
  }
  expect([tablesIn(kept), tablesIn(database)]).toEqual([1, 0])
})

test('restore refuses while a gateway has the database, even an idle one', async () => {
  const { place, file, database } = await backedUp()
  const gateway = await start(place)
  const { ino } = statSync(database)
  const refused = await tillside(['restore', file], settings(place))
  expect([refused.code, refused.stderr]).toEqual([
    1,
    `Nothing was changed: ${database} is in use. Stop every gateway and command that uses it.\n`,
  ])
  expect(statSync(database).ino).toBe(ino)
  await sendEvent(gateway)
  await gateway.close(0)
  expect(await tillside(['restore', file], settings(place))).toMatchObject({ code: 0 })
  expect(statSync(database).ino).not.toBe(ino)
})

test('restore refuses what is no backup of this version or an older one, and changes nothing', async () => {
  const { place, file, database } = await backedUp()
  const { ino } = statSync(database)
  const refusal = async (path: string) => {
    const { code, stderr } = await tillside(['restore', path], settings(place))
    return [code, stderr.replace(path, 'FILE').trim()]
  }
  expect(await refusal(join(newFolder(), 'none'))).toEqual([2, 'There is no file FILE.'])
  const text = join(newFolder(), 'notes.txt')
  writeFileSync(text, 'not a database, but longer than the header of one. '.repeat(100))
  expect(await refusal(text)).toEqual([1, 'Nothing was changed: FILE is damaged, or not a SQLite database.'])
  const strange = join(newFolder(), 'strange.sqlite')
  const other = new DatabaseSync(strange)
  other.exec('create table customers (id integer)')
  other.close()
  expect(await refusal(strange)).toEqual([1, 'Nothing was changed: FILE is not a database of Tillside.'])
  const newer = new DatabaseSync(file)
  newer.exec("insert into applied_migrations (id, applied_at_ms) values ('9999-from-the-future', 1)")
  newer.close()
  expect(await refusal(file)).toEqual([
    1,
    'Nothing was changed: FILE was written by a newer version of Tillside (9999-from-the-future): install that one.',
  ])
  expect(statSync(database).ino).toBe(ino)
  expect(readdirSync(place.TILLSIDE_DATA_DIR)).toEqual(['tillside.sqlite'])
})

test('a missing key is found when the backup is made, and again when it is restored', async () => {
  const { place, file } = await backedUp()
  await sealAll(place)
  const otherKey = { ...settings(place), TILLSIDE_KEKS: `k2:${randomBytes(32).toString('base64')}` }
  const explained =
    '3 of 3 sealed secrets do not open: the key they were sealed with is not in TILLSIDE_KEKS.\n'
  expect(await tillside(['backup', '--force', file], otherKey)).toMatchObject({ code: 1, stderr: explained })
  const unchecked = await tillside(['backup', '--force', file], { ...settings(place), TILLSIDE_KEKS: '' })
  expect(unchecked.code).toBe(0)
  expect(unchecked.stdout).toContain('3 sealed secrets not checked, because TILLSIDE_KEKS is not set.')
  expect(await tillside(['restore', file], otherKey)).toMatchObject({ code: 1, stderr: explained })
  expect(await secretsIn(place)).toBe('3 sealed secrets checked: all open.')
})

test('for Postgres both commands say what to run, without the password', async () => {
  const env = settings({ DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:9/none' })
  const backup = await tillside(['backup', '/backups/monday evening.dump'], env)
  expect(backup.code).toBe(2)
  expect(backup.stderr).toContain(
    `pg_dump --format=custom --no-owner --no-privileges --file='/backups/monday evening.dump' --dbname="$DATABASE_URL"`,
  )
  const restore = await tillside(['restore', 'monday.dump'], env)
  expect(restore.code).toBe(2)
  expect(restore.stderr).toMatch(
    /pg_restore .*--single-transaction .*--dbname="\$DATABASE_URL" \S*monday\.dump/,
  )
  expect(backup.stderr + restore.stderr).not.toContain('hunter2')
})

const postgres = process.env['TEST_DATABASE_URL']

describe.skipIf(!postgres)('on Postgres', () => {
  /** Creates an empty database beside the one of the tests. */
  async function newDatabase(): Promise<string> {
    const name = `tillside_${randomBytes(6).toString('hex')}`
    const execute = async (statement: string) => {
      const client = new Client({ connectionString: postgres })
      await client.connect()
      try {
        await client.query(statement)
      } finally {
        await client.end()
      }
    }
    await execute(`create database ${name}`)
    onTestFinished(() => execute(`drop database ${name} with (force)`))
    const url = new URL(postgres ?? '')
    url.pathname = `/${name}`
    return url.href
  }

  /** Runs the line that a command prints. */
  async function runPrinted(command: string, file: string, place: { DATABASE_URL: string }) {
    const { stderr } = await tillside([command, file], settings(place))
    const line = stderr.split('\n').find((one) => one.trim().startsWith('pg_')) ?? ''
    return run('sh', ['-c', line], { env: { ...process.env, ...place } })
  }

  test('the drill: the printed pg_dump and pg_restore keep every acknowledged event, and every secret opens', async () => {
    const from = { DATABASE_URL: await newDatabase() }
    const to = { DATABASE_URL: await newDatabase() }
    const file = join(newFolder(), 'monday.dump')
    const gateway = await start(from)
    await sealAll(from)
    const { before, during } = await whileEventsArrive(gateway, () => runPrinted('backup', file, from))
    expect(during).toBeGreaterThan(0)
    await gateway.close(0)

    // Into an empty database, and once more over what is there.
    await runPrinted('restore', file, to)
    await runPrinted('restore', file, to)
    const again = await start(to)
    expect(await eventsIn(to)).toEqual(expect.arrayContaining(before))
    expect(await secretsIn(to)).toBe('3 sealed secrets checked: all open.')
    await sendEvent(again)
  })
})
