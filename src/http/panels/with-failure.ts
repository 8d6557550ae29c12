// An answer that fails half way: the first message is out, so the failure is a message and no status any more.

import { errors, type ErrorCode } from '#errors.ts'
import type { Log } from '#log.ts'
import { causeOf, toGatewayError } from '../problem.ts'

type Failed = { type: 'error'; code: ErrorCode; title: string; detail?: string; requestId: string }

/** The deadline ends what a person waits for; any other end means that nobody waits any more. */
const isGone = (signal: AbortSignal) =>
  signal.aborted && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')

/**
 * Ends the messages with one about a failure. A failure before the first is thrown, for it can still have a status. Work that
 * ended because its reader has gone has not failed: nothing is logged.
 */
export async function* withFailure<M>(
  messages: AsyncGenerator<M>,
  { signal, log, requestId }: { signal: AbortSignal; log: Log; requestId: string },
): AsyncGenerator<M | Failed> {
  let sent = 0
  try {
    for await (const message of messages) {
      sent += 1
      yield message
    }
  } catch (thrown) {
    if (sent === 0) throw thrown
    if (isGone(signal)) return
    const error = toGatewayError(thrown)
    log.error('answer.broken_off', { code: error.code, ...causeOf(error) })
    const { title } = errors[error.code]
    const detail = error.detail === undefined ? {} : { detail: error.detail }
    yield { type: 'error', code: error.code, title, ...detail, requestId }
  }
}
