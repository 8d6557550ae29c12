// Gateways are killed at seeded moments while events arrive; in the end everything acknowledged has been done once.

import { setTimeout as wait } from 'node:timers/promises'
import { randomOf, type Random } from '../chaos/plan.ts'
import { drain, findBreaches, readEvents } from './check.ts'
import { openGround, secret, type Ground } from './ground.ts'
import { createSender, eventIds } from './sender.ts'

export type KillOptions = {
  kills: number
  seed: string
  gateways: number
  perSecond: number
  postgresUrl?: string
  onKill?: (count: number) => void
}

export type KillReport = {
  breaches: string[]
  sent: number
  kills: number
  starts: number
  failures: number
  repeats: number
  resumed: number
  tookMs: number
}

export async function runKill(options: KillOptions): Promise<KillReport> {
  const { kills, seed, gateways, perSecond, postgresUrl, onKill } = options
  const begunMs = performance.now()
  const ground = await openGround({ gateways, ...(postgresUrl === undefined ? {} : { postgresUrl }) })
  try {
    const urls = await Promise.all(ground.gateways.map((gateway) => gateway.up()))
    const addressOf = (n: number) => urls[n % urls.length] ?? ''
    const sender = createSender({ secret, ledger: ground.ledger, addressOf, aheadMs: ground.aheadMs })
    const sent: string[] = []
    const over = new AbortController()
    const sending = sendUntil(over.signal, perSecond, (id) => {
      sent.push(id)
      return sender.send(id)
    })
    await killAtRandom(ground, { kills, random: randomOf(seed), ...(onKill ? { onKill } : {}) })
    over.abort()
    await sending
    await drain(ground)
    const starts = ground.gateways.reduce((sum, gateway) => sum + gateway.starts(), 0)
    const resumed = (await readEvents(ground)).filter(({ attempts }) => attempts > 1).length
    const breaches = await findBreaches(ground, sent)
    const figures = {
      sent: sent.length,
      kills,
      starts,
      failures: sender.failures(),
      repeats: ground.company.repeats(),
    }
    return { breaches, ...figures, resumed, tookMs: performance.now() - begunMs }
  } finally {
    await ground.close()
  }
}

/** Sends events until `over`; resolves when all of them are acknowledged. */
async function sendUntil(
  over: AbortSignal,
  perSecond: number,
  send: (id: string) => Promise<void>,
): Promise<void> {
  const sending: Promise<void>[] = []
  const begunMs = performance.now()
  for (const [index, id] of eventIds(1_000_000).entries()) {
    await wait(Math.max(0, begunMs + (index * 1000) / perSecond - performance.now()), undefined, {
      signal: over,
    }).catch(() => undefined)
    if (over.aborted) break
    sending.push(send(id))
  }
  await Promise.all(sending)
}

type Killing = { kills: number; random: Random; onKill?: (count: number) => void }

/** Kills one gateway at a time, at any moment, including its start. */
async function killAtRandom({ gateways }: Ground, { kills, random, onKill }: Killing): Promise<void> {
  for (let count = 0; count < kills;) {
    await wait(random() * 3000)
    const victim = gateways[Math.floor(random() * gateways.length)]
    if (!victim || !(await victim.kill())) continue
    count += 1
    onKill?.(count)
    await wait(random() * 200)
    const started = victim.start().catch(() => undefined)
    // Usually waits until it has started; sometimes it is killed while starting.
    if (random() < 0.85) await started
  }
  await Promise.all(gateways.map((gateway) => gateway.up()))
}
