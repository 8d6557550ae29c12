// One run of a schedule, for the worker of jobs: what its function is given, and what becomes of its failures.

import { z } from 'zod'
import type { StripeAccount } from '#contract/billing.ts'
import type { ScheduleContext, ScheduleDefinition } from '#definitions/durable.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { placeOf } from '#errors.ts'
import { AttemptFailed, LeaseLost, Stopping, type JobContext, type Task } from '#jobs/task.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { OpenableSources } from '#sources/open-sources.ts'
import type { StripeClients } from '#stripe/sdk/client.ts'
import { keyOf } from '../actions/context.ts'
import { isRefused, readFault } from '../actions/fault.ts'
import { refuseWrites } from '../actions/stripe.ts'
import { runWhole } from '../stray-failures.ts'

export type ScheduleTaskDeps = {
  config: () => Pick<TillsideConfig, 'schedules'>
  /** The tenant's own, in the order of the settings. */
  accounts: readonly StripeAccount[]
  clients: StripeClients
  sources: Pick<OpenableSources, 'open'>
  ports: Ports
  metrics: Metrics
}

const counter = 'tillside_schedule_runs_total'
const workSchema = z.object({ schedule: z.string(), tickAtMs: z.number() })

/** For the worker, under the name `scheduleTask`. */
export function createScheduleTask(deps: ScheduleTaskDeps): Task {
  const { metrics } = deps
  metrics.describe(counter, 'Runs of schedules that ended, by schedule and outcome.')
  return {
    // What was meant for three o'clock is not to be done at five.
    horizonMs: 3_600_000,
    async run(job) {
      const work = workSchema.parse(job.payload)
      const definition = deps.config().schedules.find(({ id }) => id === work.schedule)
      if (!definition) throw new AttemptFailed('schedule_gone', { isFinal: true })
      try {
        const context = contextOf(deps, definition, { job, tickAtMs: work.tickAtMs })
        await runWhole(deps, { kind: 'schedule', id: definition.id }, async () => definition.run(context))
      } catch (error) {
        throw toFailure(deps, error, { job, schedule: definition.id })
      }
    },
    async atEnd(_transaction, ended) {
      for (const { item, end } of ended)
        metrics.count(counter, { schedule: workSchema.parse(item.payload).schedule, outcome: end.state })
    },
  }
}

function contextOf(
  deps: ScheduleTaskDeps,
  { id, sources }: ScheduleDefinition,
  { job, tickAtMs }: { job: JobContext; tickAtMs: number },
): ScheduleContext {
  const { clients, ports } = deps
  const { signal } = job
  return {
    tick: new Date(tickAtMs),
    accounts: deps.accounts.map((account) => ({
      ...(account.name === undefined ? {} : { name: account.name }),
      mode: account.mode,
      stripe:
        clients.acting(account, undefined, signal) ??
        refuseWrites(clients.reading(account, undefined, signal), 'en'),
    })),
    sources: deps.sources.open(sources ?? {}, {
      caller: { id: `schedule:${id}`, kind: 'gateway', name: id, roles: [] },
      requestId: job.id,
      signal,
    }),
    step: job.step,
    keyFor: (name) => keyOf(job.id, name),
    attempt: job.attempt,
    now: new Date(ports.now()),
    signal,
  }
}

/** Another try may cure everything but what the function itself refuses. */
function toFailure(
  { ports }: ScheduleTaskDeps,
  error: unknown,
  { job, schedule }: { job: JobContext; schedule: string },
): unknown {
  if (error instanceof LeaseLost || error instanceof Stopping || error instanceof AttemptFailed) return error
  if (job.signal.aborted) return job.signal.reason
  const isFinal = isRefused(error)
  const code = isFinal ? 'refused' : readFault(error).code
  ports.log.error('schedule.failed', {
    schedule,
    jobId: job.id,
    attempt: job.attempt,
    code,
    ...placeOf(error),
  })
  return new AttemptFailed(code, { cause: error, isFinal })
}
