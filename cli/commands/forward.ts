// tillside forward: sends on what arrives at a running gateway, to a program on a developer's machine. It reads the gateway's
// database beside it, as `stripe listen --forward-to` listens beside Stripe: an event reaches the gateway and the program alike.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { createLog } from '#log.ts'
import { parseBaseUrl } from '#sources/base-url.ts'
import { findEvent } from '#store/events.ts'
import { listEventsAfter } from '#store/heard-events.ts'
import type { Database } from '#store/schema.ts'
import { followEvents } from '#webhooks/inbox.ts'
import { WrongCallError } from '../explain.ts'
import { lineOf, postSigned } from './trigger-send.ts'
import { withDatabase } from './with-database.ts'

export type ForwardOptions = {
  to: string
  /** Patterns; all types when absent. */
  events?: string[]
  live?: boolean
  test?: boolean
  printSecret?: boolean
  json?: boolean
}

/** On their way at a time: one that hangs must not hold up the others. */
const concurrency = 10
/** As far back as the first look goes; what is there by then is not new. */
const overlapMs = 10_000

/** Goes on until the signal aborts, and lets what is on its way finish. */
export async function forward(
  options: ForwardOptions,
  env: Record<string, unknown>,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const address = addressOf(options.to)
  const secret = `whsec_${randomBytes(24).toString('hex')}`
  await withDatabase(env, async ({ db }) => {
    const known = await listEventsAfter(db, { tenantId, sinceMs: Date.now() - overlapMs, limit: 10_000 })
    const isKnown = new Set(known.map(({ id }) => id))
    const lanes = createLanes((id) => sendOn(db, id, { address, secret, json: options.json ?? false }))
    const stop = followEvents({
      db,
      ports,
      tenantId,
      hear: ({ id, type, mode }) => {
        if (!isKnown.has(id) && isAsked(options, type, mode)) lanes.add(id)
      },
    })
    if (options.printSecret) console.log(secret)
    console.error(
      `New events are sent on to ${address}, signed with ${options.printSecret ? 'this secret' : secret}. Ctrl+C ends it.`,
    )
    if (!signal.aborted) await once(signal, 'abort')
    await stop()
    await lanes.finish()
  })
}

const ports = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, { signal }),
  log: createLog({ level: 'warn', now: () => Date.now(), write: (line) => console.error(line) }),
}

/** Events hold what customers gave: plain http would show it to the network. */
function addressOf(to: string): string {
  const parsed = parseBaseUrl(to, false)
  if (!parsed.ok) throw new WrongCallError(`--to: write https://…, or http:// to this machine, not ${to}`)
  return new URL(to).href
}

function isAsked({ events, live, test }: ForwardOptions, type: string, mode: 'live' | 'test'): boolean {
  if (live && mode !== 'live') return false
  if (test && mode !== 'test') return false
  return events === undefined || matchesAnyEvent(events, type)
}

async function sendOn(
  db: Database,
  id: string,
  { address, secret, json }: { address: string; secret: string; json: boolean },
): Promise<void> {
  const event = await findEvent(db, { tenantId, id })
  // Erased in the meantime.
  if (!event || event.payload === '') return
  const { type, eventId } = event
  const answer = { type, id: eventId, ...(await postSigned(address, secret, event.payload)) }
  console.log(json ? JSON.stringify(answer) : lineOf(answer))
}

/** Carries out what is added, so many at a time, in the order in which it came. */
function createLanes(work: (id: string) => Promise<void>) {
  const waiting: string[] = []
  const running = new Set<Promise<void>>()
  async function lane(): Promise<void> {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      await work(id).catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
  }
  return {
    add(id: string): void {
      waiting.push(id)
      if (running.size >= concurrency) return
      const one: Promise<void> = lane().finally(() => running.delete(one))
      running.add(one)
    },
    /** What waits is given up. */
    async finish(): Promise<void> {
      waiting.length = 0
      await Promise.all(running)
    },
  }
}
