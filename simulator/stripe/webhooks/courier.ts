// Carries events to endpoints: signs and posts, tries again on a schedule when the answer is not 2xx, keeps a ledger, and
// loses, repeats, holds back and reorders when told to.

import { createChance, shuffled } from './chance.ts'
import type { WebhookEndpoint } from './endpoint.ts'
import { signPost } from './sign.ts'

export type CourierOptions = {
  now: () => number
  /** Waits before an attempt; ends early when the signal does. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
  fetch: typeof globalThis.fetch
  /** What is waited before the second attempt, the third, and so on; then Stripe gives up. */
  retryDelaysMs: readonly number[]
  timeoutMs: number
  /** How many are on their way at a time. */
  concurrencyMax: number
  seed: number
}

export type DeliveryFaults = {
  /** The share of deliveries that is lost and never tried again: from 0 to 1. */
  dropShare: number
  /** The share that is posted twice at once. */
  duplicateShare: number
  /** How long deliveries are held back. */
  delayMs: number
  /** Deliveries held back together leave in an order of chance. */
  reorder: boolean
}

/** One line of the ledger. */
export type Delivery = {
  eventId: string
  endpointId: string
  url: string
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  attempts: number
  /** The status of the last answer; nothing when there was none. */
  lastStatus: number | undefined
}

export type Parcel = {
  delivery: Delivery
  endpoint: WebhookEndpoint
  body: () => string
  /** Whether the endpoint is no more: then it is not tried again. */
  isGone: () => boolean
  onDelivered: () => void
}

/** A courier that carries everything as it should. */
const noDeliveryFaults: DeliveryFaults = {
  dropShare: 0,
  duplicateShare: 0,
  delayMs: 0,
  reorder: false,
}

const isSuccess = (status: number | undefined): boolean =>
  status !== undefined && status >= 200 && status < 300

/** Carries parcels until it is closed. */
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

  /** Takes a parcel; it leaves once the code that made the event has ended. */
  take(parcel: Parcel): void {
    if (this.#chance() < this.faults.dropShare) {
      parcel.delivery.state = 'dropped'
      return
    }
    this.#held.push(parcel)
    if (this.#held.length === 1) this.#track(this.#release())
  }

  /** Resolves when every delivery has ended, one way or the other. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running)
  }

  /** Gives up whatever is waiting or on its way. */
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
      // Refused, cut off or too slow: to Stripe an attempt without an answer.
      return undefined
    }
  }

  async #enter(): Promise<void> {
    if (this.#onTheWay < this.#options.concurrencyMax) this.#onTheWay += 1
    else await new Promise<void>((resolve) => void this.#queue.push(resolve))
  }

  // The place goes straight to the next in line, so that nobody slips in between.
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
