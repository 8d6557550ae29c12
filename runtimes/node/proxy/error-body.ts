// Reads the body of a Stripe error whole and scrubs it before it goes to the caller, because a key may span two pieces or be inside a
// compressed body. Errors are small; successful responses never come this way.

import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { errorBytesMax } from '#proxy/response.ts'
import type { Scrub } from '#proxy/scrub.ts'

const unzip = promisify(gunzip)

export class ErrorBody {
  readonly #pieces: Buffer[] = []
  #bytes = 0

  /** Returns false once the body is longer than any Stripe error. */
  add(piece: Buffer): boolean {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    return this.#bytes <= errorBytesMax
  }

  /** Rejects if the body is not encoded as `encoding` says, or is too long once decompressed. */
  async scrubbed(encoding: string | undefined, scrub: Scrub): Promise<Uint8Array> {
    const whole = Buffer.concat(this.#pieces)
    const plain = encoding === 'gzip' ? await unzip(whole, { maxOutputLength: errorBytesMax }) : whole
    return scrub.bytes(plain)
  }
}
