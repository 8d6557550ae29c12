// tillside deliveries and tillside endpoints as separate processes, beside one that delivers from the same SQLite file.

import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { openReceiver, status } from '../../worlds/receiver.ts'
import { endpointId, openRelayWorld, type RelayWorld } from '../../worlds/relay.ts'
import { openSqliteStore } from '../../worlds/database.ts'

const run = promisify(execFile)

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-cli-relay-'))
  const store = await openSqliteStore(folder)
  // Last in, first out: the world stops its worker before the database closes.
  onTestFinished(store.close)
  const world = await openRelayWorld(store)
  const receiver = await openReceiver()
  const id = endpointId()
  world.configure([{ id, url: receiver.url, concurrency: 1 }])
  return { folder, world, receiver, id }
}

async function tillside(folder: string, ...args: string[]) {
  const env = { PATH: process.env['PATH'] ?? '', TILLSIDE_DATA_DIR: folder }
  try {
    return { code: 0, ...(await run(process.execPath, ['cli/main.ts', ...args], { env })) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Moves the world's clock past the machine's clock, which the command uses. */
const catchUp = ({ clock }: RelayWorld) => clock.advance(60_000 + Math.max(0, Date.now() - clock.ports.now()))

test('a disabled endpoint is listed, enabled, and sent what it missed, while the gateway runs', async () => {
  const { folder, world, receiver, id } = await open()
  receiver.answer(status(410))
  await world.fill(120)
  await world.worker.tick()
  const dead = linesOf((await tillside(folder, 'deliveries', 'list', '--json', '--limit', '200')).stdout)
  expect(dead).toHaveLength(120)
  expect(dead[0]).toMatchObject({ endpoint: id, type: 'invoice.paid', livemode: false, state: 'dead' })
  const listed = linesOf((await tillside(folder, 'endpoints', 'list', '--json')).stdout)
  expect(listed).toMatchObject([{ id, url: receiver.url, state: 'disabled', reason: 'gone' }])

  const span = ['deliveries', 'retry', '--endpoint', id, '--from', '2026-01-01T00:00:00Z']
  const tooEarly = await tillside(folder, ...span)
  expect([tooEarly.code, tooEarly.stderr]).toEqual([
    1,
    `${id} is disabled; tillside endpoints enable ${id}\n`,
  ])
  expect(await tillside(folder, 'endpoints', 'enable', id)).toMatchObject({
    code: 0,
    stdout: `Enabled ${id}.\n`,
  })
  expect((await tillside(folder, 'endpoints', 'enable', id)).code).toBe(1)

  receiver.answer(status(204))
  receiver.seen.length = 0
  world.worker.start()
  expect(await tillside(folder, ...span)).toMatchObject({
    code: 0,
    stdout: '120 will be sent again.\n',
    stderr: '',
  })
  await catchUp(world)
  await receiver.until(120)
  const ids = receiver.seen.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids)).toEqual(new Set(dead.map((delivery) => delivery['id'])))
})

test('sends single deliveries again by id, and reports those it cannot', async () => {
  const { folder, world, receiver } = await open()
  const [id = ''] = await world.send()
  await world.worker.tick()
  const [waiting = ''] = await world.send()
  const retried = await tillside(folder, 'deliveries', 'retry', id, waiting, 'dlv_none')
  expect(retried.code).toBe(1)
  expect(retried.stdout).toBe(`${id} will be sent again.\n`)
  expect(retried.stderr).toContain(`${waiting}: it has not ended yet.`)
  expect(retried.stderr).toContain('dlv_none: no such delivery.')
  await catchUp(world)
  await world.worker.tick()
  await world.worker.tick()
  expect(receiver.seen.map(({ headers }) => headers['webhook-id']).filter((one) => one === id)).toHaveLength(
    2,
  )
})

test.each([
  [['deliveries', 'retry']],
  [['deliveries', 'retry', '--endpoint', 'orders']],
  [['deliveries', 'retry', 'dlv_1', '--endpoint', 'orders']],
  [['deliveries', 'retry', 'dlv_1', '--from', '2026-01-01']],
  [['deliveries', 'retry', 'dlv_1', '--to', '2026-01-01']],
  [['deliveries', 'retry', 'dlv_1', '--state', 'done']],
  [['deliveries', 'retry', '--endpoint', 'orders', '--from', '2026-02-31']],
  [['deliveries', 'retry', '--endpoint', 'orders', '--from', 'yesterday']],
  [['deliveries', 'retry', '--endpoint', 'orders', '--from', '2026-01-01', '--state', 'waiting']],
  [['deliveries', 'list', '--state', 'lost']],
  [['endpoints', 'enable']],
])('an invalid call exits with 2: %j', async (args) => {
  const { folder } = await open()
  expect((await tillside(folder, ...args)).code).toBe(2)
})
