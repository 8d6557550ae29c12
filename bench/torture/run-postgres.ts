// The database of a gateway fails while events arrive: it restarts, or its connections go silent. Nothing acknowledged is lost, no
// 200 is sent without a row, and events are accepted again once it is back.

import { setTimeout as wait } from 'node:timers/promises'
import { randomOf } from '../chaos/plan.ts'
import { drain, findBreaches, readEvents } from './check.ts'
import { openGround, secret, type Ground } from './ground.ts'
import { openLine, type Line } from './half-open.ts'
import { openOwnPostgres, type OwnPostgres } from './own-postgres.ts'
import { createSender, sendAtRate, type Sender } from './sender.ts'

export type PostgresOptions = {
  /** Folder of Postgres's programs. */
  bin: string
  seed: string
  /** Minimum number of events; sending continues until each kind of fault has occurred. */
  events: number
  perSecond: number
  gateways: number
  /** Minimum and maximum pause between two faults. */
  pauseMs: readonly [number, number]
  onFault?: (what: string) => void
}

export type PostgresReport = {
  breaches: string[]
  acknowledged: number
  faults: Record<FaultKind, number>
  failures: number
  /** The longest time between the end of a fault and the next 200. */
  recoveryMs: number
  tookMs: number
}

const faultKinds = ['fast', 'immediate', 'silent line'] as const
type FaultKind = (typeof faultKinds)[number]

export async function runPostgres(options: PostgresOptions): Promise<PostgresReport> {
  const begunMs = performance.now()
  const postgres = await openOwnPostgres(options.bin)
  const line = await openLine(postgres.port)
  const ground = await openGround({
    gateways: options.gateways,
    postgresUrl: postgres.url,
    throughUrl: (url) => Object.assign(new URL(url), { port: String(line.port) }).href,
  })
  try {
    const urls = await Promise.all(ground.gateways.map((gateway) => gateway.up()))
    const addressOf = (n: number) => urls[n % urls.length] ?? ''
    const sender = createSender({ secret, ledger: ground.ledger, addressOf, aheadMs: ground.aheadMs })
    const counts = { fast: 0, immediate: 0, 'silent line': 0 }
    const over = new AbortController()
    const faults = makeFaults({ postgres, line, sender, counts }, options, over.signal)
    const isEnough = (count: number) =>
      count >= options.events && faultKinds.every((kind) => counts[kind] > 0)
    const sent = await sendAtRate(sender, isEnough, options.perSecond)
    over.abort()
    const recoveryMs = await faults
    const early = await findUnstored(ground, sender)
    await drain(ground)
    const breaches = [...early, ...(await findBreaches(ground, sent))]
    const figures = { acknowledged: sender.acknowledged().size, failures: sender.failures(), recoveryMs }
    return { breaches, faults: counts, ...figures, tookMs: performance.now() - begunMs }
  } finally {
    await ground.close()
    await line.close()
    await postgres.close()
  }
}

/** Checks before anything is sent again that each 200 has a row. */
async function findUnstored(ground: Ground, sender: Sender): Promise<string[]> {
  const stored = new Set((await readEvents(ground)).map((row) => row.event_id))
  return [...sender.acknowledged()].filter((id) => !stored.has(id)).map((id) => `200 for ${id}, and no row`)
}

type Stage = {
  postgres: OwnPostgres
  line: Line
  sender: Sender
  /** Number of faults so far, by kind. */
  counts: Record<FaultKind, number>
}

/** Causes one fault after the other until `over`; resolves to the longest time until events were accepted again. */
async function makeFaults(
  { postgres, line, sender, counts }: Stage,
  { seed, pauseMs: [least, most], onFault }: PostgresOptions,
  over: AbortSignal,
): Promise<number> {
  const random = randomOf(seed)
  let recoveryMs = 0
  for (;;) {
    await wait(least + random() * (most - least), undefined, { signal: over }).catch(() => undefined)
    if (over.aborted) return recoveryMs
    const drawn = random()
    const what = drawn < 0.4 ? 'fast' : drawn < 0.75 ? 'immediate' : 'silent line'
    if (what === 'silent line') line.freeze()
    else await postgres.restart(what)
    counts[what] += 1
    const took = await nextSuccess(sender, over)
    recoveryMs = Math.max(recoveryMs, took)
    onFault?.(`${what}: events accepted again after ${Math.round(took)} ms`)
  }
}

async function nextSuccess(sender: Sender, over: AbortSignal): Promise<number> {
  const [before, begunMs] = [sender.acknowledged().size, performance.now()]
  while (sender.acknowledged().size === before && !over.aborted) await wait(20)
  return performance.now() - begunMs
}
