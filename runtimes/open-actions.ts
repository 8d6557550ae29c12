// Actions, and the worker that carries them out. When the worker looks for due jobs is the runtime's to say.

import type { ActionMeans } from '#in-house/action-context.ts'
import { createActionTask } from '#in-house/action-task.ts'
import { actionTask } from '#in-house/action-work.ts'
import { createActions, type Actions } from '#in-house/actions.ts'
import { createWorker, type Worker } from '#jobs/worker.ts'
import type { OpenDatabase } from './assemble-gateway.ts'

export function openActions(
  opened: Omit<ActionMeans, 'db'>,
  { db, dialect }: OpenDatabase,
): { actions: Actions; worker: Worker } {
  const means: ActionMeans = { ...opened, db }
  const { ports, metrics } = means
  const tasks = { [actionTask]: createActionTask(means) }
  const worker = createWorker({ db, dialect, ports, metrics, tasks })
  return { actions: createActions({ ...means, worker }), worker }
}
