// The settings of the control route: latency, faults, limits, the delay of Search.

export type FaultKind =
  | '429'
  | 'lock_timeout'
  | '500'
  | '503html'
  | '414'
  | 'brokenJson'
  | 'reset'
  | 'endless'
  | 'slow'
  | 'redirect'

export type Fault = {
  /** `GET /v1/charges`, `/v1/customers/*`, `*`. */
  match: string
  kind: FaultKind
  /** How often; if absent, until cleared. */
  times?: number
  retryAfter?: number
  reason?: string
  /** `Stripe-Should-Retry`, which a client obeys first. */
  shouldRetry?: boolean
  /** For `slow`. */
  delayMs?: number
  /** For `redirect`. */
  location?: string
}

export type Latency = number | Record<string, number>

/** What Stripe does about an invoice that cannot be paid; at Stripe a setting of the Dashboard. */
export type Dunning = {
  /** The days between one attempt and the next. */
  retryAfterDays: readonly number[]
  /** What happens to the subscription when the last attempt has failed. */
  atLast: 'cancel' | 'unpaid' | 'pause' | 'leave'
}

export type Settings = {
  latencyMs: Latency
  faults: Fault[]
  searchLagSeconds: number
  searchAvailable: boolean
  rateLimits: boolean
  /** The permission for `create_preview`: reading invoices, as far as Stripe's pages say. */
  previewNeeds: 'rak_invoice_read' | 'rak_invoice_write'
  dunning: Dunning
  /** The version for requests that name none. */
  defaultVersion: string
}

/** The settings of a new simulator. */
export const freshSettings = (): Settings => ({
  latencyMs: 0,
  faults: [],
  searchLagSeconds: 5,
  searchAvailable: true,
  rateLimits: false,
  previewNeeds: 'rak_invoice_read',
  dunning: { retryAfterDays: [3, 4, 7], atLast: 'unpaid' },
  defaultVersion: '2023-10-16',
})
