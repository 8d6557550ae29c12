// The database of a gateway goes away while events come in: restarts, a line that goes silent. Nothing acknowledged is lost, no
// 200 is given without a row, and events are taken in again once it is back.

import { setTimeout as wait } from 'node:timers/promises'
import { randomOf } from '../chaos/plan.ts'
import { drain, findBreaches, readEvents } from './check.ts'
import { openGround, secret, type Ground } from './ground.ts'
import { openLine, type Line } from './half-open.ts'
import { openOwnPostgres, type OwnPostgres } from './own-postgres.ts'
import { createSender, sendAtRate, type Sender } from './sender.ts'

export type PostgresOptions = {
  /** Folder of the programs of Postgres. */
  bin: string
  seed: string
  /** At least so many: sending goes on until each kind of fault was made. */
  events: number
  perSecond: number
  gateways: number
  /** Between two faults: from the first to the second number. */
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

/** Before anything is sent again: each 200 stands for a row. */
async function findUnstored(ground: Ground, sender: Sender): Promise<string[]> {
  const stored = new Set((await readEvents(ground)).map((row) => row.event_id))
  return [...sender.acknowledged()].filter((id) => !stored.has(id)).map((id) => `200 for ${id}, and no row`)
}

type Stage = {
  postgres: OwnPostgres
  line: Line
  sender: Sender
  /** Counted here, fault by fault. */
  counts: Record<FaultKind, number>
}

/** Makes one fault after the other until it is over; resolves with the longest time until events were taken in again. */
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
    onFault?.(`${what}: events again after ${Math.round(took)} ms`)
  }
}

async function nextSuccess(sender: Sender, over: AbortSignal): Promise<number> {
  const [before, begunMs] = [sender.acknowledged().size, performance.now()]
  while (sender.acknowledged().size === before && !over.aborted) await wait(20)
  return performance.now() - begunMs
}
