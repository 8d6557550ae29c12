// A Stripe key that is lent for a while. Whatever holds on to it, a cache of Stripe's answers for instance, can use it only until then;
// the next request that opens the key lends it anew.

import { Secret } from '#secret.ts'

export class LentSecret extends Secret {
  readonly #now: () => number
  #lent: { key: Secret; untilMs: number } | undefined

  constructor(now: () => number) {
    super('')
    this.#now = now
  }

  lend(key: Secret, untilMs: number): void {
    this.#lent = { key, untilMs }
  }

  /** Throws once the time is over: nobody is there any more for whom Stripe might be asked. */
  override reveal(): string {
    if (this.#lent && this.#lent.untilMs <= this.#now()) this.#lent = undefined
    if (!this.#lent) throw new Error('the Stripe key is not lent any more')
    return this.#lent.key.reveal()
  }
}
