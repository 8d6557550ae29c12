// Keeps with an attempt why a service did not do its work, for whoever looks into the attempt.

import { isSourceError } from '#definitions/source-error.ts'
import type { JobContext } from '#jobs/task.ts'

/** Notes a failure of a source; the service's own words, if it sent any, are cleaned and shortened. */
export function noteReason(job: Pick<JobContext, 'note'>, error: unknown): void {
  if (!isSourceError(error)) return
  const { source, fault, status, reason } = error
  const excerpt = reason?.toWellFormed().replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
  job.note({ source, fault, ...(status === undefined ? {} : { status }), ...(excerpt ? { excerpt } : {}) })
}
