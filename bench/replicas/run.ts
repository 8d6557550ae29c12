// Three gateways on one Postgres behind a round-robin proxy: each is replaced in turn while lane reads, panels and events arrive.

import { setTimeout as wait } from 'node:timers/promises'
import { listenStripe } from '../../simulator/stripe/listen.ts'
import { createStripeSimulator, type StripeSimulator } from '../../simulator/stripe/simulator.ts'
import type { Mortal } from '../mortal-process.ts'
import { percentile } from '../percentile.ts'
import { readEvents } from '../torture/check.ts'
import { openGround, secret, type Ground } from '../torture/ground.ts'
import { createSender, eventIds } from '../torture/sender.ts'
import { openBalancer, type Balancer } from './balancer.ts'
import { startLoad, type Sent } from './load.ts'

/** Of the torture gateways. */
export const proxySecret = 'correct-horse-battery-staple'
const people = ['priya@brightside.example', 'ines@cafemarisol.example']
const settleMs = 60_000

export type RollOptions = {
  postgresUrl: string
  /** How often all three are replaced. */
  rounds: number
  /** How long requests are measured before and after the restarts. */
  calmMs: number
  perSecond: { lane: number; panels: number; events: number }
  drainSeconds?: number
}

export type RollReport = {
  requests: number
  /** Why requests failed, each a sentence. */
  failures: string[]
  restarts: number
  /** Requests that the proxy sent to another gateway because a connection was refused. */
  retries: number
  events: number
  /** Events that were acknowledged and are not done. */
  lost: string[]
  /** Events whose effect happened more than once. */
  doubled: number
  /** Effects that were requested again under the same idempotency key, because nobody knew whether they had happened. */
  repeats: number
  p99: { calmMs: number; rollingMs: number }
}

export type ReplicaWorld = {
  ground: Ground
  simulator: StripeSimulator
  urls: readonly string[]
  close: () => Promise<void>
}

/** Starts three gateways in front of the simulated Stripe. */
export async function openReplicaWorld(postgresUrl: string, drainSeconds = 2): Promise<ReplicaWorld> {
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  const { live, test } = simulator.keys
  const settings = {
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: `Kelpie=${live},Kelpie=${test}`,
    STRIPE_WEBHOOK_SECRETS_LIVE: secret,
    TILLSIDE_DRAIN_SECONDS: String(drainSeconds),
  }
  const ground = await openGround({ gateways: 3, postgresUrl, settings })
  return {
    ground,
    simulator,
    urls: await Promise.all(ground.gateways.map((gateway) => gateway.up())),
    async close() {
      await ground.close()
      await stripe.close()
    },
  }
}

/** Replaces one gateway by a new one on the same port, as a deployment does, and waits until it gets requests. */
async function replace(gateway: Mortal, balancer: Balancer): Promise<void> {
  await gateway.stop()
  await balancer.hasReady(await gateway.start())
}

/** Sends events once each, at a steady rate, until `over`. Resolves to their ids when all of them are acknowledged. */
async function sendEvents(
  send: (id: string) => Promise<void>,
  perSecond: number,
  over: AbortSignal,
): Promise<string[]> {
  const sent: string[] = []
  const sending: Promise<void>[] = []
  for (const id of eventIds(100_000)) {
    if (over.aborted) break
    sent.push(id)
    sending.push(send(id))
    await wait(1000 / perSecond, undefined, { signal: over }).catch(() => undefined)
  }
  await Promise.all(sending)
  return sent
}

async function untilDone(ground: Ground, count: number): Promise<string[]> {
  const giveUpMs = performance.now() + settleMs
  for (;;) {
    const rows = await readEvents(ground)
    const open = rows.filter(({ state }) => state !== 'done').map((row) => row.event_id)
    if ((open.length === 0 && rows.length === count) || performance.now() > giveUpMs) return open
    await wait(200)
  }
}

const p99 = (sent: readonly Sent[]) =>
  percentile(
    sent.map(({ tookMs }) => tookMs),
    0.99,
  )

export async function runRoll(options: RollOptions): Promise<RollReport> {
  const { rounds, calmMs, perSecond } = options
  const world = await openReplicaWorld(options.postgresUrl, options.drainSeconds)
  const { ground } = world
  const balancer = await openBalancer(world.urls)
  try {
    const { url } = balancer
    const load = startLoad({ url, secret: proxySecret, people, perSecond })
    const sender = createSender({ secret, ledger: ground.ledger, addressOf: () => url })
    const over = new AbortController()
    const sending = sendEvents((id) => sender.send(id), perSecond.events, over.signal)
    await wait(calmMs)
    const rollsAtMs = performance.now()
    for (let round = 0; round < rounds; round++)
      for (const gateway of ground.gateways) await replace(gateway, balancer)
    const rolledAtMs = performance.now()
    await wait(calmMs)
    over.abort()
    const ids = await sending
    await load.stop()
    const unfinished = await untilDone(ground, ids.length)
    const stored = new Set((await readEvents(ground)).map((row) => row.event_id))
    const isRolling = ({ atMs }: Sent) => atMs >= rollsAtMs && atMs <= rolledAtMs
    const { company } = ground
    return {
      requests: load.sent.length + ids.length,
      failures: [
        ...load.failures,
        ...Array.from({ length: sender.failures() }, () => 'an event was not acknowledged at once'),
      ],
      restarts: rounds * ground.gateways.length,
      retries: balancer.retries(),
      events: ids.length,
      lost: [...unfinished, ...ids.filter((id) => !stored.has(id) || company.keysOf(id).size === 0)],
      doubled: ids.filter((id) => company.keysOf(id).size > 1).length,
      repeats: company.repeats(),
      p99: {
        calmMs: p99(load.sent.filter((one) => !isRolling(one))),
        rollingMs: p99(load.sent.filter(isRolling)),
      },
    }
  } finally {
    await balancer.close()
    await world.close()
  }
}
