// Sends events as Stripe does, repeating each until it is acknowledged. Acknowledged events are recorded in a separate ledger.

import { appendFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { signPost } from '../../simulator/stripe/webhooks/sign.ts'

export type SenderOptions = {
  secret: string
  /** File with one line per acknowledged event, written immediately. */
  ledger: string
  /** The address of the nth try; several gateways take turns. */
  addressOf: (n: number) => string
  /** How far the gateways' clock is ahead. */
  aheadMs?: () => number
  timeoutMs?: number
}

export type Sender = {
  /** Resolves when it is acknowledged. */
  send: (eventId: string) => Promise<void>
  acknowledged: () => ReadonlySet<string>
  /** Tries without a 200. */
  failures: () => number
  /** The longest time without a 200 while events were being sent. */
  silenceMs: () => number
  /** Duration of each acknowledged try in milliseconds. */
  took: () => readonly number[]
}

/** Number of objects; several events concern the same one, so that their order matters. */
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
      // The gateway is down or died during the request; Stripe cannot distinguish these either.
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

/** Sends events at a fixed rate without waiting for earlier ones; resolves to their ids when all are acknowledged. */
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
