// Posts signed events to a gateway, ten at a time, and reports the result of each.

import { performance } from 'node:perf_hooks'
import type { Json, JsonObject } from '../simulator/stripe/json.ts'
import { eventText, signPost } from '../simulator/stripe/webhooks/sign.ts'

export type SendResult = {
  type: string
  id: string
  /** Null when there was no response. */
  status: number | null
  ms: number
  /** The gateway's error code for a refusal, or why there was no response. */
  reason?: string
}

export type SendRequest = {
  address: string
  /** `whsec_…` */
  secret: string
  count: number
  /** Makes events one by one, so that ten thousand are never in memory at the same time. */
  make: () => JsonObject
}

const concurrency = 10
// Stripe's own limit is not published; a gateway that takes longer than this has a problem.
const timeoutMs = 20_000

/** Sends them all; `onResult` is called for each, in the order of the responses. */
export async function sendEvents(
  request: SendRequest,
  onResult: (result: SendResult) => void,
): Promise<void> {
  let left = request.count
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      onResult(await sendEvent(request))
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, request.count) }, lane))
}

async function sendEvent({ address, secret, make }: SendRequest): Promise<SendResult> {
  const event = make()
  const about = { type: textOf(event['type']), id: textOf(event['id']) }
  return { ...about, ...(await postSigned(address, secret, eventText(event))) }
}

/** Posts a text as Stripe posts an event: with a fresh signature, without following redirects. */
export async function postSigned(
  address: string,
  secret: string,
  text: string,
): Promise<Omit<SendResult, 'type' | 'id'>> {
  const signed = await signPost(text, secret, Date.now())
  const startedAt = performance.now()
  const took = (): number => Math.round(performance.now() - startedAt)
  try {
    const response = await fetch(address, {
      method: 'POST',
      ...signed,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    await response.body?.cancel()
    const code = response.headers.get('tillside-error')
    return { status: response.status, ms: took(), ...(code === null ? {} : { reason: code }) }
  } catch (error) {
    return { status: null, ms: took(), reason: reasonOf(error) }
  }
}

/** One result as a line of text. */
export const lineOf = ({ type, id, status, ms, reason }: SendResult): string =>
  [type, id, `${status ?? 'no response'}${reason === undefined ? '' : ` ${reason}`}`, `${ms} ms`].join('  ')

// An override may have replaced the string with something else.
const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return `nothing within ${timeoutMs / 1000} seconds`
  // fetch's own message is always the same; the cause has the reason.
  const why = error.cause instanceof Error ? error.cause : error
  return 'code' in why && typeof why.code === 'string' ? why.code : why.message
}
