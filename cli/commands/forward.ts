// tillside forward: forwards a running gateway's events to a program on a developer's machine, like `stripe listen --forward-to`.
// It reads the gateway's database, so events reach both the gateway and the program.

import { randomBytes } from 'node:crypto'
import { Option, type Command } from 'commander'
import { selfTenantId as tenantId } from '#auth/principal.ts'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { parseBaseUrl } from '#sources/base-url.ts'
import { findEvent } from '#store/events.ts'
import { followOverlapMs } from '#store/follow.ts'
import { followEvents, listRecentEvents } from '#store/recent-events.ts'
import type { Database } from '#store/schema.ts'
import { commaList } from '../arguments.ts'
import { withDatabase } from '../database.ts'
import { WrongCallError } from '../explain.ts'
import { openErrorLog } from '../log.ts'
import { ports } from '../ports.ts'
import { lineOf, postSigned } from '../send-events.ts'
import { untilInterrupted } from '../until-interrupted.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('forward')
    .description('Forward every new event to a URL, exactly as Stripe sent it, until Ctrl+C.')
    .requiredOption('--to <url>', 'https://…, or http:// to this machine')
    .option('--events <types>', 'only these, such as invoice.paid,charge.*', commaList)
    .addOption(new Option('--live', 'only live mode').conflicts('test'))
    .option('--test', 'only test mode')
    .option('--print-secret', 'print only the signing secret in the first line of the output')
    .option('--json', 'one JSON object per line')
    .action((options: ForwardOptions) => forward(options, process.env, { signal: untilInterrupted() }))

type ForwardOptions = {
  to: string
  /** Patterns; all types when absent. */
  events?: string[]
  live?: boolean
  test?: boolean
  printSecret?: boolean
  json?: boolean
}

/** Several at a time, so that one that hangs does not hold up the others. */
const concurrency = 10
/** `followEvents` looks back at first. Events already stored by then do not count as new. */
const lookBackMs = 2 * followOverlapMs

/** Runs until the signal aborts, and lets requests in flight finish. */
async function forward(
  options: ForwardOptions,
  env: Record<string, unknown>,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const address = addressOf(options.to)
  const secret = `whsec_${randomBytes(24).toString('hex')}`
  await withDatabase(env, async ({ db }) => {
    const sinceMs = Date.now() - lookBackMs
    const known = await listRecentEvents(db, { tenantId, sinceMs, afterId: '', limit: 10_000 })
    const isKnown = new Set(known.map(({ id }) => id))
    const lanes = createLanes((id) => sendOn(db, id, { address, secret, json: options.json ?? false }))
    if (options.printSecret) console.log(secret)
    console.error(
      `Forwarding new events to ${address}, signed with ${options.printSecret ? 'this secret' : secret}. Press Ctrl+C to stop.`,
    )
    for await (const { id, type, mode } of followEvents(
      { db, ports: { ...ports, log: openErrorLog('warn') }, tenantId },
      signal,
    ))
      if (!isKnown.has(id) && isWanted(options, type, mode)) lanes.add(id)
    await lanes.finish()
  })
}

/** Events contain customer data, which plain http would expose to the network. */
function addressOf(to: string): string {
  const parsed = parseBaseUrl(to, false)
  if (!parsed.ok) throw new WrongCallError(`--to: write https://…, or http:// to this machine, not ${to}`)
  return new URL(to).href
}

function isWanted({ events, live, test }: ForwardOptions, type: string, mode: 'live' | 'test'): boolean {
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
  const result = { type, id: eventId, ...(await postSigned(address, secret, event.payload)) }
  console.log(json ? JSON.stringify(result) : lineOf(result))
}

/** Processes ids in the order they are added, up to `concurrency` at a time. */
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
    /** Drops what is waiting, and resolves when the running ones have finished. */
    async finish(): Promise<void> {
      waiting.length = 0
      await Promise.all(running)
    },
  }
}
