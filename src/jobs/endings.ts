// Writes the ends of attempts: the work, the attempt, and what the task writes with it, in one transaction.

import type { Ports } from '#ports.ts'
import { insertAttempts, type AttemptRow } from '#store/attempts.ts'
import { commitsOf } from '#store/commits.ts'
import type { Lease } from '#store/queues.ts'
import type { Database } from '#store/schema.ts'
import { endWorks } from '#store/work.ts'
import type { EndedWork, Task } from './task.ts'

export type Ending = EndedWork & { lease: Lease; task: Task; attempt: AttemptRow }

/** Returns whether each was written. One whose lease was taken over was not. */
export function writeEndings(
  { db, ports }: { db: Database; ports: Pick<Ports, 'now'> },
  endings: readonly Ending[],
): Promise<boolean[]> {
  return commitsOf(db).transaction(async (transaction) => {
    const held = await endWorks(transaction, endings.map(toWorkEnd), ports.now())
    const ended = endings.filter(({ lease }) => held.has(lease.id))
    await insertAttempts(transaction, ended)
    for (const [task, ofTask] of Map.groupBy(ended, (ending) => ending.task))
      await task.atEnd?.(transaction, ofTask)
    return endings.map(({ lease }) => held.has(lease.id))
  })
}

const toWorkEnd = ({ lease, end }: Ending) =>
  end.state === 'dead'
    ? { lease, state: end.state, error: end.error }
    : { lease, state: end.state, result: JSON.stringify(end.result ?? null) ?? 'null' }
