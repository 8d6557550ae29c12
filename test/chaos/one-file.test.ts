// T55: several processes on one SQLite file: a web process, a worker, commands beside them, and one that holds the file's lock most
// of the time. None fails because of another, and nothing is done twice.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMortal } from '../../bench/mortal-process.ts'
import { openCompany, type Company } from '../../bench/torture/company.ts'
import { secret } from '../../bench/torture/ground.ts'
import { signPost } from '../../simulator/stripe/webhooks/sign.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'tillside-one-file-'))
const file = join(folder, 'tillside.sqlite')
let company: Company

const settings = () => ({
  TILLSIDE_DATA_DIR: folder,
  TILLSIDE_CONFIG: fileURLToPath(new URL('../../bench/torture/tillside.config.ts', import.meta.url)),
  TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
  STRIPE_API_KEY: ['rk', 'test', 'T'.repeat(16)].join('_'),
  STRIPE_API_BASE: company.url,
  STRIPE_WEBHOOK_SECRETS_TEST: secret,
  TORTURE_COMPANY: company.url,
})
const gatewayOf = (role: string) =>
  createMortal({
    name: role,
    file: '../cli/main.ts',
    args: ['start', '--role', role],
    startedEvent: 'gateway.started',
    env: settings,
  })
const web = gatewayOf('web')
const worker = gatewayOf('worker')
const holder = createMortal({
  name: 'holder',
  file: '../test/chaos/lock-holder.ts',
  args: [file],
  startedEvent: 'holder.started',
  env: () => ({}),
})

beforeAll(async () => {
  company = await openCompany()
  // Both migrate the new file.
  await Promise.all([web.start(), worker.start()])
  await holder.start()
})
afterAll(async () => {
  for (const one of [holder, web, worker]) await one.kill()
  await company.close()
  rmSync(folder, { recursive: true, force: true })
})

async function tillside(...args: string[]) {
  const options = { env: { PATH: process.env['PATH'] ?? '', ...settings() } }
  try {
    return { code: 0, ...(await run(process.execPath, ['cli/main.ts', ...args], options)) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

async function send(id: string): Promise<number> {
  const object = { id: `in_${id}`, object: 'invoice', customer: 'cus_1' }
  const created = Math.floor(Date.now() / 1000)
  const event = {
    id: `evt_${id}`,
    object: 'event',
    created,
    type: 'invoice.paid',
    livemode: false,
    data: { object },
  }
  const signed = await signPost(JSON.stringify(event), secret, Date.now())
  return (await fetch(`${await web.up()}/webhooks/stripe/test`, { method: 'POST', ...signed })).status
}

/** Reads a count from the database, beside the processes. */
function look(statement: string): number {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 })
  try {
    return Number(database.prepare(statement).get()?.['count'])
  } finally {
    database.close()
  }
}
const states = (state: string) => look(`select count(*) as count from events where state = '${state}'`)
const events = 60
const untilAllDone = () => expect.poll(() => states('done'), { interval: 100 }).toBe(events)

/** Log lines that indicate trouble with the database. */
const troubles = () =>
  [web, worker].flatMap((one) =>
    one.lines.filter((line) => /"level":"(?:warn|error)"/.test(line) && !line.includes('"event":"key.')),
  )

test('concurrent requests, events and commands all succeed while another process writes', async () => {
  const ids = Array.from({ length: events }, (_, index) => `evt${index}`)
  const commands = [
    tillside('events', 'list', '--limit', '5'),
    tillside('keys', 'create', '--name', 'Ann'),
    tillside('migrate'),
    tillside('deliveries', 'list'),
  ]
  const answers = await Promise.all(ids.map(send))
  const health = await Promise.all(
    Array.from({ length: 20 }, async () => (await fetch(`${await web.up()}/health`)).status),
  )
  expect(new Set([...answers, ...health])).toEqual(new Set([200]))
  for (const { code, stderr } of await Promise.all(commands)) expect([code, stderr]).toEqual([0, ''])
  await untilAllDone()
  expect(ids.map((id) => company.keysOf(`evt_${id}`).size)).toEqual(ids.map(() => 1))
  expect([company.repeats(), troubles()]).toEqual([0, []])
}, 120_000)

test('two concurrent replays beside a running worker run each event once per replay', async () => {
  const calls = await Promise.all(
    ['one', 'two'].map(() => tillside('events', 'replay', '--state', 'done', '--json')),
  )
  expect(calls.map(({ stderr }) => stderr).join('')).not.toMatch(/busy|locked/)
  const replayed = calls.map(({ stdout }) => (JSON.parse(stdout.trim()) as { events: number }).events)
  await untilAllDone()
  // If the two do not overlap, the second finds the events done and replays them again.
  const times = replayed.reduce((sum, count) => sum + count, 0)
  await expect.poll(() => company.repeats()).toBe(times)
  expect(troubles()).toEqual([])
}, 120_000)

test('a command that only reads does not wait for locks', async () => {
  await holder.kill()
  const database = new DatabaseSync(file, { timeout: 30_000 })
  database.exec("begin immediate; update tenants set name = name where id = 'self'")
  try {
    const calls = [
      ['events', 'list', '--limit', '1'],
      ['deliveries', 'list'],
      ['keys', 'list'],
    ]
    for (const { code, stderr } of await Promise.all(calls.map((call) => tillside(...call))))
      expect([code, stderr]).toEqual([0, ''])
  } finally {
    database.exec('rollback')
    database.close()
  }
})

test('both processes stop in order', async () => {
  await Promise.all([web.stop(), worker.stop()])
  expect([...web.complaints, ...worker.complaints]).toEqual([])
  for (const one of [web, worker])
    expect(one.lines.some((line) => line.includes('"event":"gateway.stopped"'))).toBe(true)
})
