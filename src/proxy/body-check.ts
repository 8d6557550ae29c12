// Checks the body of a write while it passes: its length and its parameter names.

import { FormScan } from './form.ts'
import { bodyBytesMax, bodyTooLong, refusalOfFault, type Refusal } from './refusal.ts'

/** Takes the pieces of one body, in order. */
export class BodyCheck {
  readonly #scan = new FormScan()
  #bytes = 0

  /** The first thing that is wrong with the body up to here. */
  push(piece: Uint8Array): Refusal | undefined {
    this.#bytes += piece.length
    if (this.#bytes > bodyBytesMax) return bodyTooLong
    const fault = this.#scan.push(piece)
    return fault && refusalOfFault(fault)
  }

  /** Judges the last parameter. Only then may the last piece be sent. */
  end(): Refusal | undefined {
    const fault = this.#scan.end()
    return fault && refusalOfFault(fault)
  }
}
