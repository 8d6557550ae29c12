// The body of a write on its way to Stripe, by web streams: checked, and passed on piece by piece.

import { untilAborted } from '#until-aborted.ts'
import { BodyCheck } from '../body-check.ts'
import type { Refusal } from '../refusal.ts'

/** Passes a body on while it is checked. What is wrong goes to `onRefused` and breaks the body off. */
export function checkBody(
  onRefused: (refusal: Refusal) => void,
  onWhole: () => void,
): TransformStream<Uint8Array, Uint8Array> {
  const check = new BodyCheck()
  // The last piece is sent only when the whole body has been judged: until then Stripe waits for the rest.
  let held: Uint8Array | undefined
  const stopFor = (refusal: Refusal | undefined) => {
    if (!refusal) return
    onRefused(refusal)
    throw new Error(refusal.code)
  }
  return new TransformStream({
    transform(chunk, controller) {
      stopFor(check.push(chunk))
      if (held) controller.enqueue(held)
      held = chunk
    },
    flush(controller) {
      onWhole()
      stopFor(check.end())
      if (held) controller.enqueue(held)
    },
  })
}

/** A body that may be sent twice is read whole first: the second attempt has to send the same. */
export async function readWhole(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await untilAborted(new Response(body).arrayBuffer(), signal))
}
