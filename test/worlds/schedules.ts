// Gives each test its own schedule on a shared database: replicas that find its ticks, and a worker that runs them.

import type { StripeAccount } from '#contract/billing.ts'
import { defineConfig } from '#definitions/define-config.ts'
import { defineSchedule } from '#definitions/define.ts'
import type { ScheduleContext, ScheduleDefinition } from '#definitions/durable.ts'
import { createScheduleTask } from '#extensions/schedules/run.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { createScheduler, type Scheduler } from '#schedules/scheduler.ts'
import { Secret } from '#secret.ts'
import { createSources } from '#sources/open-sources.ts'
import { listTicks, scheduleTask, type Tick } from '#store/schedules.ts'
import { createStripeClients } from '#stripe/sdk/client.ts'
import { createTestClock, type TestClock } from './clock.ts'
import type { JobStore } from './database.ts'

let count = 0

export type Given = Partial<Omit<ScheduleDefinition, 'id'>> & {
  startMs?: number
  fetch?: Ports['fetch']
  /** The key for actions; without it nothing can be written. */
  actionsKey?: string
}

export function prepareSchedule(store: JobStore, given: Given = {}) {
  const { startMs, fetch, actionsKey, ...more } = given
  count += 1
  const id = `schedule-${count}`
  const clock: TestClock = createTestClock({
    seed: count,
    ...(startMs === undefined ? {} : { startMs }),
    ...(fetch ? { fetch } : {}),
  })
  const runs: ScheduleContext[] = []
  const { run = async () => undefined } = more
  const schedule = defineSchedule({
    cron: '* * * * *',
    timeZone: 'UTC',
    missed: 'skip',
    ...more,
    id,
    async run(context) {
      runs.push(context)
      await run(context)
    },
  })
  const metrics = createMetrics()
  let config = defineConfig({ schedules: [schedule] })
  const tenantId = 'self'
  const base = { ports: clock.ports, metrics, tenantId }
  return {
    id,
    clock,
    metrics,
    /** The runs, in the order in which they started. */
    runs,
    remove: () => void (config = defineConfig({})),
    config: () => config,
    /** Another process, whose clock may be slightly off. */
    replica: (
      skewMs = 0,
      options: { wake?: () => void; ports?: Partial<Ports>; again?: boolean } = {},
    ): Scheduler =>
      createScheduler({
        ...base,
        db: options.again ? store.openAgain() : store.db,
        ports: { ...clock.ports, now: () => clock.ports.now() + skewMs, ...options.ports },
        definitions: () => config,
        worker: { wake: options.wake ?? (() => undefined) },
      }),
    worker: (): Worker =>
      createWorker({
        ...base,
        db: store.db,
        dialect: store.dialect,
        tasks: { [scheduleTask]: openTask({ ...base, config: () => config, actionsKey }) },
      }),
    ticks: async (limit = 5000): Promise<Tick[]> =>
      (await listTicks(store.db, { tenantId, schedule: id }, limit)).toReversed(),
  }
}

const account: StripeAccount = { key: 'test-1', name: 'Kelpie', mode: 'test' }

function openTask(means: {
  ports: Ports
  metrics: ReturnType<typeof createMetrics>
  tenantId: string
  config: () => ReturnType<typeof defineConfig>
  actionsKey: string | undefined
}) {
  const { actionsKey, ...base } = means
  const clients = createStripeClients({
    tenant: { accounts: [{ account, key: new Secret('rk_test_reading') }] },
    config: {
      stripeApiBase: 'https://stripe.example',
      stripeActionsKeys: actionsKey ? [{ key: new Secret(actionsKey), mode: 'test', name: 'Kelpie' }] : [],
    },
    ports: base.ports,
  })
  const sources = createSources({ ...base, config: base.config(), runtime: {} })
  return createScheduleTask({ ...base, accounts: [account], clients, sources })
}
