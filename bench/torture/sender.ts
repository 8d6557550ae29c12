// Sends events as Stripe does: each again and again until it is acknowledged. What was acknowledged stands in a ledger of its own.

import { appendFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { signPost } from '../../simulator/stripe/webhooks/sign.ts'

export type SenderOptions = {
  secret: string
  /** One line for each acknowledged event, written at once. */
  ledger: string
  /** Where the nth try goes: several gateways take turns. */
  addressOf: (n: number) => string
  /** How far the clock of the gateways is ahead. */
  aheadMs?: () => number
  timeoutMs?: number
}

export type Sender = {
  /** Resolves when it is acknowledged. */
  send: (eventId: string) => Promise<void>
  acknowledged: () => ReadonlySet<string>
  /** Tries that got no 200. */
  failures: () => number
  /** The longest time without any 200, while something was being sent. */
  silenceMs: () => number
  /** Milliseconds that each acknowledged try took. */
  took: () => readonly number[]
}

/** Objects that several events are about, so that their order matters. */
const objects = 500

const bodyOf = (eventId: string, number: number, nowMs: number): string =>
  JSON.stringify(
    {
      id: eventId,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(nowMs / 1000),
      data: {
        object: { id: `in_torture${number % objects}`, object: 'invoice', customer: `cus_${number % 97}` },
      },
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type: 'invoice.paid',
    },
    null,
    2,
  )

export function createSender(options: SenderOptions): Sender {
  const { secret, ledger, addressOf, aheadMs = () => 0, timeoutMs = 20_000 } = options
  const acknowledged = new Set<string>()
  const took: number[] = []
  let [failures, tries, lastMs, silenceMs, open] = [0, 0, 0, 0, 0]

  function noteSuccess(): void {
    const nowMs = performance.now()
    silenceMs = Math.max(silenceMs, nowMs - lastMs)
    lastMs = nowMs
  }

  async function attempt(body: string): Promise<boolean> {
    tries += 1
    const signed = await signPost(body, secret, Date.now() + aheadMs())
    const begunMs = performance.now()
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const answer = await fetch(`${addressOf(tries)}/webhooks/stripe/test`, {
        method: 'POST',
        ...signed,
        signal,
      })
      await answer.body?.cancel()
      if (answer.status !== 200) return false
      took.push(performance.now() - begunMs)
      return true
    } catch {
      // Nobody is there, or it died over it: Stripe, too, cannot tell these apart.
      return false
    }
  }

  return {
    acknowledged: () => acknowledged,
    failures: () => failures,
    silenceMs: () => silenceMs,
    took: () => took,
    async send(eventId) {
      if (open === 0) lastMs = performance.now()
      open += 1
      const number = Number(eventId.replace(/\D/g, ''))
      const body = bodyOf(eventId, number, Date.now() + aheadMs())
      for (let pauseMs = 100; !(await attempt(body)); pauseMs = Math.min(5000, pauseMs * 2)) {
        failures += 1
        await wait(pauseMs)
      }
      appendFileSync(ledger, `${eventId}\n`)
      acknowledged.add(eventId)
      noteSuccess()
      open -= 1
    },
  }
}

/** Sends so many a second until it is enough, whether or not earlier ones were acknowledged; resolves with their ids when all were. */
export async function sendAtRate(
  sender: Sender,
  isEnough: (sent: number) => boolean,
  perSecond: number,
): Promise<string[]> {
  const begunMs = performance.now()
  const sending: Promise<void>[] = []
  const sent: string[] = []
  while (!isEnough(sent.length)) {
    const id = eventId(sent.length)
    sent.push(id)
    sending.push(sender.send(id))
    await wait(Math.max(0, begunMs + (sent.length * 1000) / perSecond - performance.now()))
  }
  await Promise.all(sending)
  return sent
}

const eventId = (index: number): string => `evt_${String(index + 1).padStart(6, '0')}`

export const eventIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => eventId(index))
