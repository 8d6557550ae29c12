// The body of an error of Stripe on its way to the caller: read whole and scrubbed, because a key in it may lie across two
// pieces or inside a compressed body. Errors are small; successful responses never come this way.

import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { errorBytesMax } from '#proxy/response.ts'
import type { Scrub } from '#proxy/scrub.ts'

const unzip = promisify(gunzip)

export class ErrorBody {
  readonly #pieces: Buffer[] = []
  #bytes = 0

  /** Returns false once the body is longer than any error of Stripe. */
  add(piece: Buffer): boolean {
    this.#pieces.push(piece)
    this.#bytes += piece.length
    return this.#bytes <= errorBytesMax
  }

  /** Rejects where the body is not encoded as `encoding` says, or is too long when it is unpacked. */
  async scrubbed(encoding: string | undefined, scrub: Scrub): Promise<Uint8Array> {
    const whole = Buffer.concat(this.#pieces)
    const plain = encoding === 'gzip' ? await unzip(whole, { maxOutputLength: errorBytesMax }) : whole
    return scrub.bytes(plain)
  }
}
