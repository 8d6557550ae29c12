// Claims work of a queue with lanes. Each lane has a limit of its own, and a different lane is first each time, so that a lane whose
// work hangs or fails does not hold up the others.

import type { Dialect } from '#store/migrate.ts'
import type { ClaimRequest } from '#store/queues.ts'
import type { Database } from '#store/schema.ts'
import { claimDue, findDueLanes, type Work } from '#store/work.ts'

export type Lane = {
  id: string
  /** How many pieces of its work may be under way in this process. */
  atOnce: number
  /** Work that was never tried comes first. */
  newFirst?: boolean
}

export type FairClaimDeps = {
  db: Database
  dialect: Dialect
  tenantId: string
  /** The lanes that may have work now. */
  lanes: (nowMs: number) => Promise<readonly Lane[]>
}

export type FairClaim = { claim: (request: ClaimRequest) => Promise<Work[]>; over: (work: Work) => void }

export function createFairClaim({ db, dialect, tenantId, lanes }: FairClaimDeps): FairClaim {
  /** The lane of each piece of work that is under way in this process, by its id. */
  const active = new Map<string, string>()
  let claims = 0

  const roomOf = ({ id, atOnce }: Lane) => atOnce - [...active.values()].filter((lane) => lane === id).length

  async function take(request: ClaimRequest, lane: Lane): Promise<Work[]> {
    const { id, newFirst = false } = lane
    const limit = Math.min(roomOf(lane), request.limit)
    const works = await claimDue(db, dialect, { ...request, limit, lane: { tenantId, id }, newFirst })
    for (const work of works) active.set(work.id, id)
    return works
  }

  return {
    async claim(request) {
      const { queue, nowMs } = request
      if (request.id !== undefined) return claimDue(db, dialect, request)
      const free = (await lanes(nowMs)).filter((lane) => roomOf(lane) > 0)
      // One query for all lanes, as most of them have nothing to do most of the time.
      const due = await findDueLanes(db, { queue, tenantId, nowMs, ids: free.map(({ id }) => id) })
      const first = claims++ % Math.max(free.length, 1)
      const claimed: Work[] = []
      for (const lane of [...free.slice(first), ...free.slice(0, first)])
        if (due.has(lane.id))
          claimed.push(...(await take({ ...request, limit: request.limit - claimed.length }, lane)))
      return claimed
    },
    over: ({ id }) => void active.delete(id),
  }
}
