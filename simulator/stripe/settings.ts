// What the control route can set: latency, faults, limits, the lag of Search.

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
  /** How often; absent: until cleared. */
  times?: number
  retryAfter?: number
  reason?: string
  /** `Stripe-Should-Retry`, which a client obeys first. */
  shouldRetry?: boolean
  /** Of `slow`. */
  delayMs?: number
  /** Of `redirect`. */
  location?: string
}

export type Latency = number | Record<string, number>

export type Settings = {
  latencyMs: Latency
  faults: Fault[]
  searchLagSeconds: number
  searchAvailable: boolean
  rateLimits: boolean
  /** The slug `create_preview` asks for: reading invoices, as far as Stripe's pages say. */
  previewNeeds: 'rak_invoice_read' | 'rak_invoice_write'
  /** The version of a request that names none. */
  defaultVersion: string
}

/** How a fresh simulator behaves. */
export const freshSettings = (): Settings => ({
  latencyMs: 0,
  faults: [],
  searchLagSeconds: 5,
  searchAvailable: true,
  rateLimits: false,
  previewNeeds: 'rak_invoice_read',
  defaultVersion: '2023-10-16',
})
