// Handles a response that fails half way: once the first message is sent, the failure becomes a message instead of a status.

import { errors, type ErrorCode } from '#errors.ts'
import type { Log } from '#log.ts'
import { causeOf, toGatewayError } from '../problem.ts'

type Failed = { type: 'error'; code: ErrorCode; title: string; detail?: string; requestId: string }

/** Whether the reader has disconnected. After the deadline a person still waits; any other abort means that nobody does. */
const isGone = (signal: AbortSignal) =>
  signal.aborted && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')

/**
 * Ends the messages with one about the failure. A failure before the first message is thrown, because it can still have a status.
 * Work that ended because the reader disconnected has not failed, and nothing is logged.
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
