// One chaos run: the world, two processes that can be killed, relays that see every request, and many concurrent approvals, each
// repeated until its outcome is final. check.ts checks the result.

import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { askOnce, askPanel, type Outcome } from './ask.ts'
import { findBreaches, type Ended } from './check.ts'
import { createDeaths, type Deaths } from './deaths.ts'
import { randomOf } from './plan.ts'
import { createMortal, type Mortal } from '../mortal-process.ts'
import { openRelay } from './relay.ts'
import { readRecords, type Records } from './records.ts'
import { openWorld, proxySecret, type Ask, type Case, type World } from './world.ts'

export type ChaosOptions = {
  runs: number
  seed: string
  /** Number of concurrent requests. */
  atOnce?: number
  /** Share of the returns that two people approve. */
  rivalShare?: number
  /** Average interval of kills at random moments, in addition to the planned ones. */
  killEveryMs?: number
  outageShare?: number
  /** A `tillside.config.ts` with the same action and panel, to use instead of the worked examples. */
  config?: string
  timeoutMs?: number
  onProgress?: (finished: number, of: number) => void
}

export type Report = {
  breaches: string[]
  /** `gateway before stripe.refund`: how often. */
  kills: ReadonlyMap<string, number>
  starts: { gateway: number; orders: number }
  runs: number
  keys: number
  refunds: number
  lostAnswers: number
  /** Runs that needed more than one attempt. */
  resumed: number
  attemptsMax: number
  outcomes: Record<string, number>
  tookMs: number
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const examples = fileURLToPath(new URL('../../examples/tillside.config.ts', import.meta.url))
const againMs = 300

type Stage = { world: World; gateway: Mortal; orders: Mortal; deaths: Deaths; close: () => Promise<void> }

/** Runs until every outcome is final, then compares all records. */
export async function runChaos(options: ChaosOptions): Promise<Report> {
  const startedMs = performance.now()
  const stage = await openStage(options)
  const { world, gateway, orders, deaths } = stage
  try {
    const proofs = { first: { 'X-API-KEY': proxySecret }, rival: await createRival(stage, options) }
    deaths.begin(options.killEveryMs ?? 4000)
    const answers = await askAll(stage, options, proofs)
    await deaths.end()
    const ended = await askAgain(stage, answers.outcomes, proofs)
    await gateway.stop()
    await orders.stop()
    const records = readRecords(world)
    const breaches = [...answers.wrong, ...findBreaches({ ended, records, logs: [gateway, orders] })]
    const tookMs = performance.now() - startedMs
    return { ...figures(stage, answers, records), breaches, tookMs }
  } finally {
    await stage.close()
  }
}

async function openStage(options: ChaosOptions): Promise<Stage> {
  const { runs, seed, rivalShare = 0.12, outageShare = 0.85, config = examples } = options
  const world = await openWorld({ runs, seed, rivalShare })
  const urls = { stripe: '', orders: '' }
  let ordersUrl = ''
  const orders = createMortal({
    name: 'the orders service',
    file: './chaos/orders.ts',
    startedEvent: 'service.started',
    env: () => world.ordersEnv,
  })
  const gateway = createMortal({
    name: 'the gateway',
    file: './chaos/gateway.ts',
    startedEvent: 'gateway.started',
    env: () => ({ ...world.gatewayEnv(urls, config), CHAOS_AHEAD_MS: String(deaths.aheadMs()) }),
  })
  const processes = { gateway, orders }
  const random = randomOf(`${seed} deaths`)
  const deaths = createDeaths({ cases: world.cases, random, processes, outageShare })
  const { watch, strike } = deaths
  const stripeRelay = await openRelay({
    to: () => world.stripeUrl,
    watch: (passing) => watch('stripe', passing),
    strike,
  })
  const ordersRelay = await openRelay({
    to: () => ordersUrl,
    watch: (passing) => watch('orders', passing),
    strike,
    behind: 'orders',
  })
  Object.assign(urls, { stripe: stripeRelay.url, orders: ordersRelay.url })
  const close = async () => {
    await deaths.end()
    await Promise.all([gateway.kill(), orders.kill()])
    await Promise.all([stripeRelay.close(), ordersRelay.close(), world.close()])
  }
  try {
    ordersUrl = await orders.start()
    await gateway.start()
    return { world, gateway, orders, deaths, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Creates a connection key for the second person, as an operator does. */
async function createRival({ world }: Stage, { config = examples }: ChaosOptions) {
  const { CHAOS_ASSETS: _, ...env } = world.gatewayEnv({ stripe: world.stripeUrl, orders: '' }, config)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', 'cli/main.ts', 'keys', 'create', '--name', 'Rival', '--json'],
    { cwd: root, env: { PATH: process.env['PATH'], ...env } },
  )
  const { key } = JSON.parse(stdout) as { key: string }
  return { Authorization: `Bearer ${key}` }
}

type Proofs = Record<Ask['by'], Record<string, string>>
type Pending = { one: Case; ask: Ask; notBeforeMs: number }
type Answers = { outcomes: Map<string, Outcome>; wrong: string[]; lost: number }

/** Sends several requests concurrently; a run in progress makes room and is checked again later. */
async function askAll(stage: Stage, options: ChaosOptions, proofs: Proofs): Promise<Answers> {
  const { atOnce = 8, timeoutMs = 15 * 60_000, onProgress } = options
  const { cases } = stage.world
  const waiting: Pending[] = cases.flatMap((one) => one.asks.map((ask) => ({ one, ask, notBeforeMs: 0 })))
  const answers: Answers = { outcomes: new Map(), wrong: [], lost: 0 }
  const untilMs = performance.now() + timeoutMs
  let open = waiting.length
  const of = open

  async function step(pending: Pending): Promise<void> {
    const { one, ask } = pending
    const url = await stage.gateway.up()
    const reply = await askOnce(one, ask, { url, proof: proofs[ask.by] })
    if (reply.kind === 'lost') answers.lost += 1
    if (reply.kind === 'final' || reply.kind === 'wrong') {
      if (reply.kind === 'final') answers.outcomes.set(ask.key, reply.outcome)
      else answers.wrong.push(`return ${one.number}, ${ask.by}: ${reply.what}`)
      open -= 1
      return onProgress?.(of - open, of)
    }
    waiting.push({ ...pending, notBeforeMs: performance.now() + againMs })
  }

  async function work(): Promise<void> {
    while (open > 0) {
      if (performance.now() > untilMs) return
      const index = waiting.findIndex(({ notBeforeMs }) => notBeforeMs <= performance.now())
      const [next] = index < 0 ? [] : waiting.splice(index, 1)
      await (next ? step(next) : wait(50))
    }
  }

  await Promise.all(Array.from({ length: atOnce }, work))
  for (const { one, ask } of waiting)
    answers.wrong.push(`return ${one.number}, ${ask.by}: no final outcome in time`)
  return answers
}

/** With all processes running, repeats every key and loads every panel. */
async function askAgain(
  { world, gateway }: Stage,
  outcomes: ReadonlyMap<string, Outcome>,
  proofs: Proofs,
): Promise<Ended[]> {
  const url = await gateway.up()
  const ended: Ended[] = []
  for (const one of world.cases) {
    const panel = await untilDrawn(() => askPanel(one, { url, proof: proofs.first }))
    const asks = await Promise.all(
      one.asks.map(async (ask) => {
        const again = await askOnce(one, ask, { url, proof: proofs[ask.by] })
        return { ask, first: outcomes.get(ask.key), again }
      }),
    )
    ended.push({ one, panel, asks })
  }
  return ended
}

/** Waits for the panel: after the last kill the gateway calls the orders service only when its circuit breaker closes. */
async function untilDrawn(ask: () => Promise<unknown>): Promise<unknown> {
  for (let left = 20; ; left--) {
    const panel = await ask()
    if (left === 0 || /"Refunded"|Return requested/.test(JSON.stringify(panel))) return panel
    await wait(500)
  }
}

function figures({ world, gateway, orders, deaths }: Stage, answers: Answers, records: Records) {
  const outcomes: Record<string, number> = {}
  for (const { state } of answers.outcomes.values()) outcomes[state] = (outcomes[state] ?? 0) + 1
  const attempts = records.jobs.map((job) => job.attempts)
  return {
    kills: deaths.counts,
    starts: { gateway: gateway.starts(), orders: orders.starts() },
    runs: world.cases.length,
    keys: world.cases.reduce((sum, { asks }) => sum + asks.length, 0),
    refunds: records.refunds.length,
    lostAnswers: answers.lost,
    resumed: attempts.filter((count) => count > 1).length,
    attemptsMax: Math.max(0, ...attempts),
    outcomes,
  }
}
