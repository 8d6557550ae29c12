// Assembles the background work for every runtime: events and their handlers, runs of actions, schedules, upkeep. The runtime decides
// when the workers look for due work.

import { createActionTask } from '#extensions/actions/task.ts'
import { actionTask } from '#extensions/actions/work.ts'
import { createActions, type Actions } from '#extensions/actions/actions.ts'
import { openMissiveToken } from '#extensions/handlers/missive-token.ts'
import { createScheduleTask } from '#extensions/schedules/run.ts'
import type { Task } from '#jobs/task.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import { createMissivePosts } from '#missive/posts.ts'
import { createScheduler, type Scheduler } from '#schedules/scheduler.ts'
import { scheduleTask } from '#store/schedules.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import { createOwnAccounts } from '#tenants/own-accounts.ts'
import { createSettleTask, settleTask } from '#webhooks/accounts.ts'
import { keepCachesFresh } from '#webhooks/caches.ts'
import type { OnHandlerRun } from '#webhooks/handler-task.ts'
import { createInbox, type Inbox } from '#webhooks/inbox.ts'
import { eraseTask, releaseTask } from '#webhooks/installations.ts'
import { reconcileAccounts, type ReconcileOptions } from '#webhooks/reconcile-accounts.ts'
import type { Reconciled } from '#webhooks/reconcile.ts'
import {
  createEraseTask,
  createPurgeTask,
  createReconcileTask,
  createReleaseTask,
  enqueueUpkeep,
  purgeTask,
  reconcileTask,
} from '#webhooks/upkeep.ts'
import { createEventWorker } from '#webhooks/worker.ts'
import type { GatewayParts } from './gateway.ts'
import type { AssembledExtensions } from './extensions.ts'

type Parts = Pick<GatewayParts, 'config' | 'ports' | 'metrics' | 'database' | 'tenant'> & {
  opened: Pick<AssembledExtensions, 'extensions' | 'forActions'>
  context: StripeContext
  /** Relays events to endpoints; absent where the runtime cannot. */
  deliveries?: Worker
  /** Woken for each event that comes in; the worker of events by default. */
  onEvent?: Pick<Worker, 'wake'>
  /** Called at the end of each run of a handler. */
  onHandlerRun?: OnHandlerRun
  /** More tasks, by name: those of a hosted gateway. */
  hostedTasks?: Readonly<Record<string, Task>>
}

export type OpenWork = {
  actions: Actions
  inbox: Inbox
  /** Each looks for due work when started or called. */
  workers: { jobs: Worker; events: Worker; deliveries?: Worker }
  /** Looks for due ticks of schedules when started or called. */
  scheduler: Scheduler
  reconcileAll: (options: ReconcileOptions) => Promise<readonly Reconciled[]>
  /** Enqueues the upkeep that is due. */
  upkeep: (options: { isStart: boolean }) => Promise<void>
  /** Follows the events that other replicas store, until `signal` aborts. */
  keepCachesFresh: (signal: AbortSignal) => Promise<void>
}

export function openWork(parts: Parts): OpenWork {
  const { config, ports, metrics, tenant, opened, context, deliveries, onHandlerRun } = parts
  const { db, dialect } = parts.database
  const { config: definitions, ...extensions } = opened.forActions
  const accounts = tenant.accounts.map(({ account }) => account)
  const base = { db, dialect, ports, metrics, tenantId: tenant.id, definitions }
  const ownAccounts = createOwnAccounts({ config, ports, tenant, context })

  const events = createEventWorker({
    ...extensions,
    ...base,
    accounts,
    posts: createMissivePosts({ api: config.missiveApi, ports }),
    token: openMissiveToken({ config, ports, db, tenantId: tenant.id }),
    ...(deliveries ? { deliveries } : {}),
    ...(onHandlerRun ? { onHandlerRun } : {}),
  })
  const intake = { ...base, config, tenant, clients: extensions.clients, ownAccounts }
  const jobs = createWorker({
    ...base,
    tasks: {
      [actionTask]: createActionTask({ ...opened.forActions, db }),
      [scheduleTask]: createScheduleTask({ ...opened.forActions, accounts }),
      [reconcileTask]: createReconcileTask(intake),
      [purgeTask]: createPurgeTask(intake),
      [eraseTask]: createEraseTask(intake),
      [releaseTask]: createReleaseTask(intake),
      [settleTask]: createSettleTask(intake),
      ...parts.hostedTasks,
    },
  })
  const caches = { tenant, panels: opened.extensions.panels, context }
  return {
    actions: createActions({ ...opened.forActions, db, worker: jobs }),
    inbox: createInbox({ ...intake, ...caches, worker: parts.onEvent ?? events }),
    workers: { jobs, events, ...(deliveries ? { deliveries } : {}) },
    scheduler: createScheduler({ ...base, worker: jobs }),
    reconcileAll: (options) => reconcileAccounts(intake, options),
    upkeep: (options) => enqueueUpkeep(intake, options),
    keepCachesFresh: (signal) => keepCachesFresh({ ...base, ...caches }, signal),
  }
}
