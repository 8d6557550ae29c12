// Schedules of the configuration: the kind of job their moments become, and what looks for those. When it looks is the
// runtime's to say.

import { createScheduleTask } from '#in-house/schedule-run.ts'
import type { Task } from '#jobs/task.ts'
import type { Worker } from '#jobs/worker.ts'
import { createScheduler, type Scheduler } from '#schedules/scheduler.ts'
import { scheduleTask } from '#store/schedules.ts'
import type { GatewayParts } from './assemble-gateway.ts'
import type { AssembledInHouse } from './assemble-in-house.ts'

type Parts = Pick<GatewayParts, 'ports' | 'metrics' | 'database' | 'tenant'> &
  Pick<AssembledInHouse, 'forActions'>

export type OpenSchedules = {
  /** For the worker of jobs. */
  tasks: Readonly<Record<string, Task>>
  schedulerFor: (worker: Pick<Worker, 'wake'>) => Scheduler
}

export function openSchedules({ ports, metrics, database, tenant, forActions }: Parts): OpenSchedules {
  const accounts = tenant.accounts.map(({ account }) => account)
  const { config: definitions } = forActions
  const base = { db: database.db, ports, metrics, tenantId: tenant.id, definitions }
  return {
    tasks: { [scheduleTask]: createScheduleTask({ ...forActions, accounts }) },
    schedulerFor: (worker) => createScheduler({ ...base, wake: () => worker.wake() }),
  }
}
