// The second half of describe-schedules.ts: what the function of a schedule receives, and how its failures are handled.

import { expect, test } from 'vitest'
import { Refused } from '#definitions/define.ts'
import { SourceError } from '#definitions/source-error.ts'
import type { JobStore } from '../../worlds/database.ts'
import { prepareSchedule, type Given } from '../../worlds/schedules.ts'

const minute = 60_000

/** Prepares a schedule whose first tick is due and whose job is waiting. */
async function prepareRun(store: JobStore, given: Given) {
  const prepared = prepareSchedule(store, given)
  const scheduler = prepared.replica()
  await scheduler.tick()
  await prepared.clock.advance(minute)
  await scheduler.tick()
  const last = async () => (await prepared.ticks()).at(-1)
  return { ...prepared, last }
}

function stripeAnswers(body: object) {
  const requests: { url: string; method: string; headers: Headers }[] = []
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const { url, method, headers } = new Request(input, init)
    requests.push({ url, method, headers })
    return Response.json(body)
  }
  return { fetch, requests }
}

export function describeScheduleRuns(the: () => JobStore): void {
  test('a run knows its tick, calls Stripe as each account, and has stable keys', async () => {
    const { fetch, requests } = stripeAnswers({ object: 'list', data: [], has_more: false })
    const run = await prepareRun(the(), {
      fetch,
      actionsKey: 'rk_test_acting',
      async run({ accounts, keyFor, step }) {
        const [account] = accounts
        await step('refund', async () => {
          await account?.stripe.refunds.create({ charge: 'ch_1' }, { idempotencyKey: keyFor('refund') })
        })
      },
    })
    await run.worker().tick()
    const [context] = run.runs
    const { jobId, state } = (await run.last()) ?? {}
    expect(state).toBe('done')
    expect(context).toMatchObject({
      attempt: 1,
      tick: new Date(run.clock.ports.now()),
      now: new Date(run.clock.ports.now()),
      accounts: [{ name: 'Kelpie', mode: 'test' }],
    })
    expect(requests).toHaveLength(1)
    expect(requests[0]?.headers.get('idempotency-key')).toBe(`tillside-${jobId}-refund`)
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer rk_test_acting')
  })

  test('without a key for actions a schedule can read, and its writes are refused for good', async () => {
    const { fetch, requests } = stripeAnswers({ object: 'list', data: [], has_more: false })
    const run = await prepareRun(the(), {
      fetch,
      async run({ accounts }) {
        await accounts[0]?.stripe.invoices.list({ limit: 1 })
        await accounts[0]?.stripe.refunds.create({ charge: 'ch_1' })
      },
    })
    await run.worker().tick()
    expect(await run.last()).toMatchObject({ state: 'dead', error: 'refused', attempts: 1 })
    expect(requests.map(({ method }) => method)).toEqual(['GET'])
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer rk_test_reading')
  })

  test('a failed run is retried without its finished steps, and gives up after an hour', async () => {
    const steps: string[] = []
    const run = await prepareRun(the(), {
      async run({ step }) {
        await step('count', async () => void steps.push('count'))
        throw new SourceError('orders', 'timeout')
      },
    })
    const [one, begunMs] = [run.worker(), run.clock.ports.now()]
    for (;;) {
      await one.tick()
      const tick = await run.last()
      if (tick?.state !== 'waiting') break
      await run.clock.advance(10_000)
    }
    const tick = await run.last()
    expect(tick).toMatchObject({ state: 'dead', error: 'source orders timeout' })
    expect(run.clock.ports.now() - begunMs).toBeLessThanOrEqual(60 * minute)
    expect(run.clock.ports.now() - begunMs).toBeGreaterThan(20 * minute)
    expect(run.runs.length).toBeGreaterThan(5)
    expect(run.runs.map(({ attempt }) => attempt)).toEqual(run.runs.map((_, i) => i + 1))
    expect(steps).toEqual(['count'])
    expect(run.metrics.print()).toContain(
      `tillside_schedule_runs_total{schedule="${run.id}",outcome="dead"} 1`,
    )
  })

  test('a refusal is not retried, and its message stays out of the row and the log', async () => {
    const run = await prepareRun(the(), {
      async run() {
        throw new Refused('amy@example.com owes us')
      },
    })
    await run.worker().tick()
    expect(await run.last()).toMatchObject({ state: 'dead', error: 'refused', attempts: 1 })
    expect(run.clock.lines.join('')).toContain('"code":"refused"')
    expect(run.clock.lines.join('')).not.toContain('amy@')
  })

  test('a tick whose schedule was removed before its run ends as a dead letter', async () => {
    const run = await prepareRun(the(), {})
    run.remove()
    await run.worker().tick()
    expect(await run.last()).toMatchObject({ state: 'dead', error: 'schedule_gone', attempts: 1 })
    expect(run.runs).toEqual([])
  })
}
