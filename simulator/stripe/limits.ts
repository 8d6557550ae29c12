// Stripe's limits on requests per second, and a count of the reads that it rations.

import { refusals } from '../../dashboard/stripe/errors.ts'

type Window = { second: number; count: number }

const most = { endpoint: 25, search: 20, live: 100, test: 25 }

export type Counters = {
  /** Authenticated requests; refused ones count too, as at Stripe. */
  requests: number
  /** GET requests, which Stripe rations. */
  reads: number
  byEndpoint: Record<string, number>
}

/** Counts requests and refuses those over the limits. */
export class Limits {
  #windows = new Map<string, Window>()
  counters: Counters = { requests: 0, reads: 0, byEndpoint: {} }

  reset(): void {
    this.#windows = new Map()
    this.counters = { requests: 0, reads: 0, byEndpoint: {} }
  }

  count(method: string, endpoint: string): void {
    this.counters.requests += 1
    if (method === 'GET') this.counters.reads += 1
    const name = `${method} ${endpoint}`
    this.counters.byEndpoint[name] = (this.counters.byEndpoint[name] ?? 0) + 1
  }

  #take(name: string, limit: number, nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000)
    const held = this.#windows.get(name)
    const window = held?.second === second ? held : { second, count: 0 }
    window.count += 1
    this.#windows.set(name, window)
    return window.count <= limit
  }

  /** Throws Stripe's 429 if the account is over one of its limits in this second. */
  check(account: string, livemode: boolean, endpoint: string, nowMs: number): void {
    const whose = `${account} ${livemode ? 'live' : 'test'}`
    const isSearch = endpoint.endsWith('/search')
    const global = this.#take(whose, livemode ? most.live : most.test, nowMs)
    const local = isSearch
      ? this.#take(`${whose} search`, most.search, nowMs)
      : this.#take(`${whose} ${endpoint}`, most.endpoint, nowMs)
    if (!global) throw refusals.rateLimited('global-rate')
    if (!local) throw refusals.rateLimited('endpoint-rate')
  }
}
