// Checks the body of a write and passes it on to Stripe piece by piece.

import type { IncomingMessage } from 'node:http'
import { BodyCheck } from '#proxy/body-check.ts'
import type { Refusal } from '#proxy/refusal.ts'

/** Thrown while a body is being sent. undici then gives up the request, so Stripe never sees the end of it. */
export class BodyRefusedError extends Error {
  override readonly name = 'BodyRefusedError'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

/** Yields the checked pieces. Back-pressure: each is read only after Stripe has taken the one before. */
async function* checkedBody(req: IncomingMessage): AsyncGenerator<Buffer> {
  const check = new BodyCheck()
  // The last piece is sent only when the whole body has passed the check; until then Stripe waits for the rest.
  let held: Buffer | undefined
  // Destroying the request would close the connection, and the caller would never learn what was wrong.
  const chunks = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  for await (const chunk of chunks) {
    const refusal = check.push(chunk)
    if (refusal) throw new BodyRefusedError(refusal)
    if (held) yield held
    held = chunk
  }
  const refusal = check.end()
  if (refusal) throw new BodyRefusedError(refusal)
  if (held) yield held
}

/** A body that can be sent once or, if it is kept, again from the start. */
export interface SentBody {
  pieces(): AsyncIterable<Buffer>
}

export function openBody(req: IncomingMessage, isKept: boolean): SentBody {
  return isKept ? new KeptBody(req) : { pieces: () => checkedBody(req) }
}

/** Keeps what was read until the response starts. A second attempt sends that again, then reads on where the first stopped. */
class KeptBody implements SentBody {
  readonly #source: AsyncGenerator<Buffer>
  readonly #pieces: Buffer[] = []
  #isWhole = false
  /** Shared, because the first attempt may still be waiting for this piece when the second begins. */
  #reading: Promise<void> | undefined

  constructor(req: IncomingMessage) {
    this.#source = checkedBody(req)
  }

  async *pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; ; at++) {
      while (at >= this.#pieces.length && !this.#isWhole) await (this.#reading ??= this.#read())
      const piece = this.#pieces[at]
      if (!piece) return
      yield piece
    }
  }

  async #read(): Promise<void> {
    try {
      const next = await this.#source.next()
      if (next.done === true) this.#isWhole = true
      else this.#pieces.push(next.value)
    } finally {
      this.#reading = undefined
    }
  }
}
