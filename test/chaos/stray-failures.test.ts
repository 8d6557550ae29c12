// `tillside start` with a configuration that leaves uncaught failures behind, in a real process, which each of them would end.

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMortal } from '../../bench/mortal-process.ts'
import { openCompany, type Company } from '../../bench/torture/company.ts'
import { secret } from '../../bench/torture/ground.ts'
import { signPost } from '../../simulator/stripe/webhooks/sign.ts'

const proxySecret = 'correct-horse-battery-staple'
const folder = mkdtempSync(join(tmpdir(), 'tillside-stray-'))
let company: Company
const gateway = createMortal({
  name: 'gateway',
  file: '../cli/main.ts',
  args: ['start'],
  startedEvent: 'gateway.started',
  env: () => ({
    TILLSIDE_DATA_DIR: folder,
    TILLSIDE_CONFIG: fileURLToPath(new URL('./stray.config.ts', import.meta.url)),
    TILLSIDE_PROXY_SECRET: proxySecret,
    STRIPE_API_KEY: ['rk', 'test', 'T'.repeat(16)].join('_'),
    STRIPE_API_BASE: company.url,
    STRIPE_WEBHOOK_SECRETS_TEST: secret,
    STRAY_SERVICE: company.url,
  }),
})

beforeAll(async () => {
  company = await openCompany()
  await gateway.start()
})
afterAll(async () => {
  await gateway.kill()
  await company.close()
  rmSync(folder, { recursive: true, force: true })
})

const linesOf = (event: string) =>
  gateway.lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event)
const strays = () => linesOf('config.stray_failure').map(({ kind, id }) => `${String(kind)} ${String(id)}`)
const until = (is: () => boolean) => expect.poll(is, { interval: 20 }).toBe(true)

async function send(type: string, id: string): Promise<void> {
  const object = { id: `in_${id}`, object: 'invoice', customer: 'cus_1' }
  const created = Math.floor(Date.now() / 1000)
  const event = { id: `evt_${id}`, object: 'event', created, type, livemode: false, data: { object } }
  const signed = await signPost(JSON.stringify(event), secret, Date.now())
  const answer = await fetch(`${await gateway.up()}/webhooks/stripe/test`, { method: 'POST', ...signed })
  expect(answer.status).toBe(200)
}

async function draw(panel: string): Promise<string> {
  const subject = { kind: 'panel', panel, subject: { kind: 'email', address: 'amy@example.com' } }
  const answer = await fetch(`${await gateway.up()}/api/panels`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-KEY': proxySecret },
    body: JSON.stringify({ subject }),
  })
  return answer.text()
}

/** Checks that the gateway still works, in the same process. */
async function expectWorking(id: string): Promise<void> {
  await send('invoice.paid', id)
  await until(() => company.keysOf(`evt_${id}`).size === 1)
  expect([gateway.starts(), gateway.complaints]).toEqual([1, []])
}

const metrics = async () => (await fetch(`${await gateway.up()}/metrics`)).text()

test('failed calls that a panel did not await do not end the process', async () => {
  expect(await draw('left-calls')).toContain('Left calls')
  await until(() => linesOf('source.failed').length > 0)
  await expectWorking('after_calls')
  expect(strays()).not.toContain('panel left-calls')
})

test('stray failures of a panel are counted as its own, and the panel is drawn', async () => {
  expect(await draw('left-promise')).toContain('all the same')
  await until(() => strays().filter((one) => one === 'panel left-promise').length === 2)
  await expectWorking('after_panel')
  expect(await metrics()).toContain('tillside_stray_failures_total{kind="panel",id="left-promise"} 2')
})

test.each([
  ['invoice.voided', 'floats', 'a promise that nobody awaits'],
  ['invoice.finalized', 'throws-later', 'an error in a timer'],
])('after %s the handler %s has failed, because of %s, and is retried', async (type, id) => {
  await send(type, `${type.replace('.', '_')}_fails`)
  await until(() => strays().includes(`handler ${id}`))
  await until(() => linesOf('job.attempt_failed').some(({ code }) => code === `handler_failed:${id}`))
  await expectWorking(`after_${type.replace('.', '_')}`)
  expect(await metrics()).toContain(`tillside_handler_runs_total{handler="${id}",outcome="failed"}`)
})

test('a handler that exits the process has failed, and the process continues', async () => {
  await send('invoice.sent', 'exits')
  await until(() => linesOf('job.attempt_failed').some(({ code }) => code === 'handler_failed:exits'))
  await expectWorking('after_exits')
})

test('failures in a timer of a schedule and of the configuration file are named', async () => {
  await until(() => strays().includes('schedule ticks'))
  expect(strays()).toContain('file stray.config.ts')
  await expectWorking('after_ticks')
})

test('the messages of stray failures do not reach the log', () => {
  expect(gateway.lines.join('\n')).not.toMatch(/in a timer|in a handler|in a panel|as the file is read/)
})

test('a failure in the gateway’s own code stops the process in order, with code 1', () => {
  const program = fileURLToPath(new URL('./own-failure.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  expect([status, stdout]).toEqual([1, 'stopped in order\n'])
  expect(stderr).toContain('Error: ours')
})
