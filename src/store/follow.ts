// Follows rows that any process adds to a table, with a delay of a fifth of a second. Processes use it to drop what they cache.
// A look that fails is made up for by the next one, so nothing is missed while the database does not answer.

import { nameError } from '#errors.ts'
import type { Ports } from '#ports.ts'

export type FollowPorts = Pick<Ports, 'now' | 'sleep' | 'log'>

export type FollowedRow = { id: string; createdAtMs: number }

/** Where a page starts: rows of this time count only if their id comes after `afterId`. */
export type PageStart = { sinceMs: number; afterId: string }

export type Follow<Row> = {
  /** What the rows are, for the log. */
  what: string
  /** Lists the next rows in the order of `createdAtMs` and `id`, and at most `limit` of them. */
  list: (page: PageStart & { limit: number }) => Promise<Row[]>
}

const pollMs = 200
/** How far back the first look goes. Clocks of replicas differ, and a row is visible only after its commit. */
export const followOverlapMs = 5_000
const rowsMax = 1000

/** Yields each row once, until `signal` aborts. */
export async function* follow<Row extends FollowedRow>(
  { what, list }: Follow<Row>,
  ports: FollowPorts,
  signal: AbortSignal,
): AsyncGenerator<Row> {
  const look = createLook(list, ports)
  while (!signal.aborted) {
    const rows = await look().catch((error: unknown) => {
      ports.log.warn('rows.unread', { what, cause: nameError(error) })
      return []
    })
    yield* rows
    await ports.sleep(pollMs, signal).catch(() => undefined)
  }
}

/** One look at the database, for the rows that no look before has seen. */
function createLook<Row extends FollowedRow>(
  list: Follow<Row>['list'],
  { now }: FollowPorts,
): () => Promise<Row[]> {
  let sinceMs = now() - followOverlapMs
  /** When each row was added, by id, for rows that the next look sees again. */
  let seen = new Map<string, number>()
  return async () => {
    const beganMs = now()
    const fresh: Row[] = []
    let page: Row[]
    let start: PageStart = { sinceMs, afterId: '' }
    do {
      page = await list({ ...start, limit: rowsMax })
      fresh.push(...page.filter(({ id }) => !seen.has(id)))
      const last = page.at(-1)
      if (last) start = { sinceMs: last.createdAtMs, afterId: last.id }
    } while (page.length === rowsMax)
    for (const { id, createdAtMs } of fresh) seen.set(id, createdAtMs)
    sinceMs = Math.max(sinceMs, beganMs - followOverlapMs)
    seen = new Map([...seen].filter(([, atMs]) => atMs >= sinceMs))
    return fresh
  }
}
