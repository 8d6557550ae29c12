// Delivers events to endpoints: signs and posts them, retries on a schedule if the response is not 2xx, records deliveries,
// and can be set to lose, duplicate, delay and reorder them.

import { createChance, shuffled } from './chance.ts'
import type { WebhookEndpoint } from './endpoint.ts'
import { signPost } from './sign.ts'

export type CourierOptions = {
  now: () => number
  /** Waits before an attempt; ends early if the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  fetch: typeof globalThis.fetch
  /** The waits before the second attempt, the third, and so on; then the delivery fails. */
  retryDelaysMs: readonly number[]
  timeoutMs: number
  /** How many requests run at the same time. */
  concurrencyMax: number
  seed: number
}

export type DeliveryFaults = {
  /** The share of deliveries that is lost and never retried: from 0 to 1. */
  dropShare: number
  /** The share that is posted twice at the same time. */
  duplicateShare: number
  /** How long deliveries are delayed. */
  delayMs: number
  /** Deliveries delayed together are sent in random order. */
  reorder: boolean
}

/** The record of a delivery. */
export type Delivery = {
  eventId: string
  endpointId: string
  url: string
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  attempts: number
  /** The status of the last response; undefined if there was none. */
  lastStatus: number | undefined
}

export type Parcel = {
  delivery: Delivery
  endpoint: WebhookEndpoint
  body: () => string
  /** Whether the endpoint was removed: then there are no retries. */
  isGone: () => boolean
  onDelivered: () => void
}

/** The default: no faults. */
const noDeliveryFaults: DeliveryFaults = {
  dropShare: 0,
  duplicateShare: 0,
  delayMs: 0,
  reorder: false,
}

const isSuccess = (status: number | undefined): boolean =>
  status !== undefined && status >= 200 && status < 300

/** Delivers parcels until it is closed. */
export class Courier {
  readonly faults: DeliveryFaults = { ...noDeliveryFaults }
  readonly #options: CourierOptions
  readonly #chance: () => number
  readonly #closing = new AbortController()
  readonly #running = new Set<Promise<void>>()
  readonly #queue: (() => void)[] = []
  #held: Parcel[] = []
  #onTheWay = 0

  constructor(options: CourierOptions) {
    this.#options = options
    this.#chance = createChance(options.seed)
  }

  /** Accepts a parcel; it is sent after the code that created the event has finished. */
  take(parcel: Parcel): void {
    if (this.#chance() < this.faults.dropShare) {
      parcel.delivery.state = 'dropped'
      return
    }
    this.#held.push(parcel)
    if (this.#held.length === 1) this.#track(this.#release())
  }

  /** Resolves when every delivery has succeeded, failed or been dropped. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Aborts all waiting and running deliveries. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.settled()
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    void work.finally(() => this.#running.delete(work))
  }

  async #release(): Promise<void> {
    await this.#wait(this.faults.delayMs)
    const parcels = this.#held
    this.#held = []
    const leaving = this.faults.reorder ? shuffled(parcels, this.#chance) : parcels
    for (const parcel of leaving) this.#track(this.#carry(parcel))
  }

  async #carry(parcel: Parcel): Promise<void> {
    const { delivery } = parcel
    const copies = this.#chance() < this.faults.duplicateShare ? 2 : 1
    for (const delayMs of [0, ...this.#options.retryDelaysMs]) {
      await this.#wait(delayMs)
      if (this.#closing.signal.aborted) return
      if (parcel.isGone()) break
      const sending = Array.from({ length: delivery.attempts === 0 ? copies : 1 }, () =>
        this.#attempt(parcel),
      )
      const statuses = await Promise.all(sending)
      delivery.lastStatus = statuses.at(-1)
      if (statuses.some(isSuccess)) {
        delivery.state = 'delivered'
        parcel.onDelivered()
        return
      }
    }
    delivery.state = 'failed'
  }

  async #attempt({ delivery, endpoint, body }: Parcel): Promise<number | undefined> {
    await this.#enter()
    try {
      delivery.attempts += 1
      return await this.#post(endpoint, body())
    } finally {
      this.#leave()
    }
  }

  async #post({ url, secret }: WebhookEndpoint, text: string): Promise<number | undefined> {
    const { now, fetch, timeoutMs } = this.#options
    const signed = await signPost(text, secret, now())
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)])
    try {
      const response = await fetch(url, { method: 'POST', ...signed, redirect: 'manual', signal })
      await response.body?.cancel()
      return response.status
    } catch {
      // Refused, cut off or too slow: an attempt without a response.
      return undefined
    }
  }

  async #enter(): Promise<void> {
    if (this.#onTheWay < this.#options.concurrencyMax) this.#onTheWay += 1
    else await new Promise<void>((resolve) => void this.#queue.push(resolve))
  }

  // The slot goes directly to the next in line, so that no other request gets in between.
  #leave(): void {
    const next = this.#queue.shift()
    if (next) next()
    else this.#onTheWay -= 1
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await this.#options.sleep(ms, this.#closing.signal)
    else await Promise.resolve()
  }
}
