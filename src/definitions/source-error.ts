// Why a call of an in-house source failed. Panels show the source's name and the reason; the service's own text never reaches a screen.

export type SourceFault =
  | 'timeout'
  | 'unreachable'
  /** Too many recent failures; the source is not called for a while. */
  | 'circuit_open'
  /** 401 or 403 from the service. */
  | 'refused'
  /** 404 from the service, where something was expected. */
  | 'not_found'
  /** Any other 4xx. */
  | 'rejected'
  /** 5xx, or a redirect. */
  | 'failed'
  /** Not JSON, too long, or not as the schema declares. */
  | 'answer_invalid'
  /** The configuration does not allow this path, query or method. */
  | 'not_declared'

/** A call of a source failed. `status` is the service's. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly source: string
  readonly fault: SourceFault
  readonly status: number | undefined
  /** The shortest wait that the service asked for. */
  readonly retryAfterMs: number
  /** The service's words for whoever looks into the attempt. They reach neither a screen nor the log. */
  readonly reason: string | undefined

  constructor(
    source: string,
    fault: SourceFault,
    options: { status?: number; cause?: unknown; retryAfterMs?: number; reason?: string } = {},
  ) {
    super(`source ${source}: ${fault}`, { cause: options.cause })
    this.source = source
    this.fault = fault
    this.status = options.status
    this.retryAfterMs = options.retryAfterMs ?? 0
    this.reason = options.reason
  }

  /** Whether a retry may help: the service was not reached, was slow, or failed. */
  get retryable(): boolean {
    return ['timeout', 'unreachable', 'circuit_open', 'failed'].includes(this.fault)
  }
}

/** Also checks the name, because a bundled configuration may contain its own copy of the class. */
export const isSourceError = (error: unknown): error is SourceError =>
  error instanceof SourceError ||
  (error instanceof Error && error.name === 'SourceError' && 'fault' in error && 'source' in error)
