// Everything that runs without anybody waiting, put together for every runtime: the inbox of events with its handlers, runs of
// actions, schedules, upkeep. When the workers look for due work is the runtime's to say.

import { createActionTask } from '#in-house/action-task.ts'
import { actionTask } from '#in-house/action-work.ts'
import { createActions, type Actions } from '#in-house/actions.ts'
import { createEventHandlers } from '#in-house/event-handlers.ts'
import { createMissive } from '#in-house/missive.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import { createMissivePosts } from '#missive/posts.ts'
import type { Scheduler } from '#schedules/scheduler.ts'
import { listPinnedConversations } from '#store/pins.ts'
import type { StripeContext } from '#stripe/context.ts'
import { createEventTask } from '#webhooks/event-task.ts'
import { followEvents, type EventNews, type Inbox } from '#webhooks/inbox.ts'
import { eraseTask } from '#webhooks/installations.ts'
import type { Reconciled } from '#webhooks/reconcile.ts'
import {
  createEraseTask,
  createPurgeTask,
  createReconcileTask,
  enqueueUpkeep,
  purgeTask,
  reconcileTask,
} from '#webhooks/upkeep.ts'
import type { GatewayParts } from './assemble-gateway.ts'
import type { AssembledInHouse } from './assemble-in-house.ts'
import { openMissiveToken } from './open-missive-token.ts'
import { openReconciliation } from './open-reconciliation.ts'
import type { OpenRelay } from './open-relay.ts'
import { openSchedules } from './open-schedules.ts'
import { watchHandler, type OnHandled } from './watch-handler.ts'

type Parts = Pick<GatewayParts, 'config' | 'ports' | 'metrics' | 'database' | 'tenant'> & {
  opened: Pick<AssembledInHouse, 'inHouse' | 'forActions'>
  context: StripeContext
  /** Where the runtime can send events on. */
  relay?: OpenRelay
  /** Told of each run of a handler. */
  onHandled?: OnHandled
}

export type OpenWork = {
  actions: Actions
  inbox: Inbox
  /** Each looks for due work when it is told to. */
  workers: { jobs: Worker; events: Worker; deliveries?: Worker }
  /** Looks for moments of schedules that have come when it is told to. */
  scheduler: Scheduler
  reconcileAll: (options: { sinceMs?: number; signal: AbortSignal }) => Promise<readonly Reconciled[]>
  /** Puts the upkeep whose time has come into the queue. */
  upkeep: (options: { isStart: boolean }) => Promise<void>
  /** Hears of events that other replicas store, until the result is called. */
  follow: () => () => Promise<void>
}

export function openWork(parts: Parts): OpenWork {
  const { config, ports, metrics, tenant, opened, relay } = parts
  const { db, dialect } = parts.database
  const means = { ...opened.forActions, db }
  const reconcileAll = openReconciliation({ config, ports, db, tenant, opened })
  const upkeep = {
    db,
    ports,
    tenantId: tenant.id,
    config,
    reconcileAll: (signal: AbortSignal) => reconcileAll({ signal }),
  }
  const schedules = openSchedules({ ...parts, forActions: opened.forActions })
  const tasks = {
    ...schedules.tasks,
    [actionTask]: createActionTask(means),
    [reconcileTask]: createReconcileTask(upkeep),
    [purgeTask]: createPurgeTask(upkeep),
    [eraseTask]: createEraseTask(upkeep),
  }
  const handlers = openHandlers(parts)
  const event = createEventTask({
    db,
    metrics,
    handlersFor: (type) => handlers.for(type).map((handler) => watchHandler(handler, ports, parts.onHandled)),
    relay: async (row) => relay?.plan(row),
  })
  const base = { db, dialect, ports, metrics }
  const workers = {
    jobs: createWorker({ ...base, tasks }),
    events: createWorker({
      ...base,
      queue: 'events',
      tasks: { events: event },
      concurrency: 32,
      pollMs: 500,
      gatherMs: 15,
    }),
    ...(relay ? { deliveries: relay.worker } : {}),
  }
  const hear = createHearing(parts)
  return {
    actions: createActions({ ...means, worker: workers.jobs }),
    inbox: {
      arrived(news) {
        hear(news)
        workers.events.wake()
      },
    },
    workers,
    scheduler: schedules.schedulerFor(workers.jobs),
    reconcileAll,
    upkeep: (options) => enqueueUpkeep(upkeep, options),
    follow: () => followEvents({ db, ports, tenantId: tenant.id, hear }),
  }
}

function openHandlers({ config, ports, database, tenant, opened }: Parts) {
  const { db } = database
  const posts = createMissivePosts({ api: config.missiveApi, ports })
  const token = openMissiveToken({ config, ports, db, tenantId: tenant.id })
  return createEventHandlers({
    ...opened.forActions,
    accounts: tenant.accounts.map(({ account }) => account),
    missive: ({ row: { mode }, step, signal }) =>
      createMissive(
        {
          posts,
          token: token.find,
          conversationsOf: (customerId) =>
            listPinnedConversations(db, { tenantId: tenant.id, mode, customerId }),
        },
        { step, signal },
      ),
  })
}

/** Makes old what is kept in memory about whatever an event is about. */
const createHearing =
  ({ tenant, opened, context }: Parts) =>
  ({ type, mode, accountId, customerId }: EventNews): void => {
    for (const { account } of tenant.accounts) {
      if (account.mode !== mode) continue
      const connected = accountId === undefined ? {} : { connected: accountId }
      opened.inHouse.panels.invalidate(type, { key: account.key, ...connected })
    }
    if (accountId === undefined)
      context.changed({ type, mode, ...(customerId === undefined ? {} : { customerId }) })
  }
