// The worker of durable work on Node, and the actions it carries out. It looks for due jobs until it is closed.

import type { ActionMeans } from '#in-house/action-context.ts'
import { createActionTask } from '#in-house/action-task.ts'
import { actionTask } from '#in-house/action-work.ts'
import { createActions, type Actions } from '#in-house/actions.ts'
import { createWorker } from '#jobs/worker.ts'
import type { OpenDatabase } from './open-database.ts'

/** Requests have had their time by then; what is not finished is given back to the queue. */
const stopTimeoutMs = 3000

export function openActions(
  opened: Omit<ActionMeans, 'db'>,
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
): { actions: Actions; close: () => Promise<void> } {
  const means: ActionMeans = { ...opened, db }
  const { ports, metrics } = means
  const tasks = { [actionTask]: createActionTask(means) }
  const worker = createWorker({ db, dialect, ports, metrics, tasks })
  worker.start()
  return { actions: createActions({ ...means, worker }), close: () => worker.stop(stopTimeoutMs) }
}
