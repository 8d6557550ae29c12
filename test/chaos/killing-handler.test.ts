// A handler that kills its process every time, in real processes: it is retried at growing intervals, other work continues
// meanwhile, including another handler of the same event, and after ten processes it gives up.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMortal } from '../../bench/mortal-process.ts'
import { openCompany, type Company } from '../../bench/torture/company.ts'
import { secret } from '../../bench/torture/ground.ts'
import { signPost } from '../../simulator/stripe/webhooks/sign.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillside-killing-'))
const clock = join(folder, 'ahead')
const runs = join(folder, 'runs')
const lostMax = 10
const leaseMs = 30_000
const minuteMs = 60_000
let company: Company
let aheadMs = 0
const gateway = createMortal({
  name: 'gateway',
  file: '../test/chaos/clocked-gateway.ts',
  startedEvent: 'gateway.started',
  env: () => ({
    CLOCK_FILE: clock,
    RUNS_FILE: runs,
    TILLSIDE_DATA_DIR: folder,
    TILLSIDE_CONFIG: fileURLToPath(new URL('./killing.config.ts', import.meta.url)),
    TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
    STRIPE_API_KEY: ['rk', 'test', 'T'.repeat(16)].join('_'),
    STRIPE_API_BASE: company.url,
    STRIPE_WEBHOOK_SECRETS_TEST: secret,
  }),
})

beforeAll(async () => {
  company = await openCompany()
  move(0)
  await gateway.start()
})
afterAll(async () => {
  await gateway.kill()
  await company.close()
  rmSync(folder, { recursive: true, force: true })
})

function move(ms: number): void {
  aheadMs += ms
  writeFileSync(clock, String(aheadMs))
}
const nowMs = () => Date.now() + aheadMs
const runsOf = (name: string) =>
  existsSync(runs)
    ? readFileSync(runs, 'utf8')
        .split('\n')
        .filter((line) => line === name).length
    : 0

async function send(type: string, id: string): Promise<void> {
  const object = { id: `in_${id}`, object: 'invoice', customer: 'cus_1' }
  const event = {
    id: `evt_${id}`,
    object: 'event',
    created: Math.floor(nowMs() / 1000),
    type,
    livemode: false,
    data: { object },
  }
  const signed = await signPost(JSON.stringify(event), secret, nowMs())
  const answer = await fetch(`${await gateway.up()}/webhooks/stripe/test`, { method: 'POST', ...signed })
  expect(answer.status).toBe(200)
}

type Seen = {
  event: string
  beside: string
  state: string
  error: string | null
  dueAtMs: number
  lost: number
}

/** Reads the event and its handlers from the database, beside the processes. */
function look(): Seen {
  const database = new DatabaseSync(join(folder, 'tillside.sqlite'), { readOnly: true, timeout: 30_000 })
  try {
    const event = database.prepare("select * from events where event_id = 'evt_killing'").get()
    const runOf = (handler: string) =>
      database.prepare(`select * from handler_runs where handler = '${handler}'`).get()
    const row = runOf('kills')
    const lost = database
      .prepare("select count(*) as count from attempts where work_id like '%:kills' and outcome = 'lost'")
      .get()
    return {
      event: String(event?.['state']),
      beside: String(runOf('beside')?.['state']),
      state: String(row?.['state']),
      error: row?.['error'] === null ? null : String(row?.['error']),
      dueAtMs: Number(row?.['next_attempt_at_ms']),
      lost: Number(lost?.['count']),
    }
  } finally {
    database.close()
  }
}

test('a handler that kills its process is retried at growing intervals and gives up after ten; the others continue', async () => {
  const delays: number[] = []
  await send('invoice.voided', 'killing')
  for (let lost = 1; lost <= lostMax; lost++) {
    await expect.poll(() => runsOf('kills')).toBe(lost)
    // The process has already been killed; this waits for its end.
    await gateway.kill()
    move(leaseMs + 1000)
    const starting = gateway.start()
    if (lost === 1) {
      // A restart may have been the cause, so the handler is retried immediately; it kills this process too, perhaps at the start.
      await starting.catch(() => undefined)
      continue
    }
    await starting
    await expect.poll(() => look().lost).toBe(lost)
    const delayMs = look().dueAtMs - nowMs()
    delays.push(delayMs)
    await send('invoice.paid', `beside_${lost}`)
    await expect.poll(() => runsOf('works')).toBe(lost - 1)
    expect(runsOf('kills')).toBe(lost)
    move(delayMs + 1000)
  }
  // The other handler may have been lost with more than one process, and then waits as well.
  move(60 * minuteMs)
  await expect
    .poll(() => look())
    .toMatchObject({ event: 'dead', state: 'dead', error: 'worker_lost', beside: 'done' })
  // Its result may have been lost with the first two processes; it is not run again because of the other handler.
  expect(runsOf('beside')).toBeLessThanOrEqual(3)
  expect([runsOf('kills'), runsOf('works')]).toEqual([lostMax, lostMax - 1])
  // 30 to 60 s, doubled each time; measured a little after it was decided.
  for (const [index, delayMs] of delays.entries()) {
    expect(delayMs).toBeGreaterThan((minuteMs / 2) * 2 ** index - 20_000)
    expect(delayMs).toBeLessThanOrEqual(minuteMs * 2 ** index)
  }
})
