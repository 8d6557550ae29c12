// Why an in-house service gave nothing. Panels show it by name and reason; its own words never reach a screen.

export type SourceFault =
  | 'timeout'
  | 'unreachable'
  /** Too many failures lately; not asked for a while. */
  | 'circuit_open'
  /** 401 or 403 of the service. */
  | 'refused'
  /** 404 of the service, where something was expected. */
  | 'not_found'
  /** 4xx else. */
  | 'rejected'
  /** 5xx, or a redirect. */
  | 'failed'
  /** Not JSON, too long, or not of the declared shape. */
  | 'answer_invalid'
  /** The configuration does not allow this path, query or method. */
  | 'not_declared'

/** A source did not give what was asked. `status` is the service's. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly source: string
  readonly fault: SourceFault
  readonly status: number | undefined

  constructor(source: string, fault: SourceFault, options: { status?: number; cause?: unknown } = {}) {
    super(`source ${source}: ${fault}`, { cause: options.cause })
    this.source = source
    this.fault = fault
    this.status = options.status
  }

  /** Worth another try: the service was not reached, was slow, or failed. */
  get retryable(): boolean {
    return ['timeout', 'unreachable', 'circuit_open', 'failed'].includes(this.fault)
  }
}

/** Judges by name too: a bundled configuration may carry a class of its own. */
export const isSourceError = (error: unknown): error is SourceError =>
  error instanceof SourceError ||
  (error instanceof Error && error.name === 'SourceError' && 'fault' in error && 'source' in error)
