// How much the proxy lane takes on and how long it waits, the same on every transport.

export type ForwardLimits = {
  /** Requests on their way at once. Each has a connection to Stripe of its own, so that none waits for another. */
  openRequests: number
  /** The same for one caller. */
  openOfCaller: number
  /** When there is no room: how long a request has to have waited for its caller before it gives way to the next. */
  patienceMs: number
  connectMs: number
  /** From the end of the request to the headers of the response. */
  headersMs: number
  /** Without a byte of the response arriving, or without the caller taking one. */
  bodyIdleMs: number
  /** For the caller to send the whole body. */
  requestBodyMs: number
  /** For the whole exchange, however much flows: a response that never ends, ends here. */
  totalMs: number
  /** For requests on their way when the lane closes. */
  closeMs: number
}

export const defaultLimits: ForwardLimits = {
  openRequests: 1024,
  openOfCaller: 512,
  patienceMs: 1000,
  connectMs: 10_000,
  headersMs: 30_000,
  bodyIdleMs: 30_000,
  requestBodyMs: 30_000,
  totalMs: 300_000,
  closeMs: 10_000,
}
