// A write's body on its way to Stripe: passed on piece by piece, bounded in length, its parameter names looked at.

import type { IncomingMessage } from 'node:http'
import { bodyBytesMax, refusalOfFault, type Refusal } from '#stripe/forward.ts'
import { FormScan } from '#stripe/target-form.ts'

/** Thrown while a body is sent; undici then gives up the request, so that Stripe never sees the end of it. */
export class BodyRefusedError extends Error {
  override readonly name = 'BodyRefusedError'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

const tooLong: Refusal = {
  code: 'body_too_large',
  message: `The body is longer than ${bodyBytesMax} bytes.`,
}

/** The checked pieces. Back-pressure is the iteration's: the next piece is read when Stripe took the last. */
export async function* checkedBody(req: IncomingMessage): AsyncGenerator<Buffer> {
  const scan = new FormScan()
  let bytes = 0
  // One piece is held back, so that the last is sent only when all was judged: until then Stripe waits for the rest.
  let held: Buffer | undefined
  // Destroying the request would take the connection along, and with it the answer that says what was wrong.
  const chunks = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) throw new BodyRefusedError(tooLong)
    const fault = scan.push(chunk)
    if (fault) throw new BodyRefusedError(refusalOfFault(fault))
    if (held) yield held
    held = chunk
  }
  const fault = scan.end()
  if (fault) throw new BodyRefusedError(refusalOfFault(fault))
  if (held) yield held
}
