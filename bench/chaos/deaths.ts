// Kills processes according to the plan, restarts them, and counts the kills.

import { setTimeout as wait } from 'node:timers/promises'
import type { Kill, Random, Step, Victim } from './plan.ts'
import type { Mortal } from '../mortal-process.ts'
import type { Passing } from './relay.ts'
import type { Case } from './world.ts'

/** A dead worker's lease lasts 30 s; a process that restarts later finds its work. */
const outageMs = 31_000

export type Deaths = {
  /** The planned kill for a passing request. */
  watch: (relay: 'stripe' | 'orders', passing: Passing) => Kill | undefined
  strike: (kill: Kill) => Promise<void>
  /** Starts kills at random moments, about every `everyMs`, until `end`. */
  begin: (everyMs: number) => void
  /** Stops killing; resolves when all processes have restarted. */
  end: () => Promise<void>
  aheadMs: () => number
  /** `gateway before stripe.refund`: how often. */
  counts: ReadonlyMap<string, number>
}

type DeathsDeps = {
  cases: readonly Case[]
  random: Random
  processes: Record<Victim, Mortal>
  /** Share of the gateway's restarts that follow an outage; the others happen before the dead process's lease has expired. */
  outageShare: number
}

export function createDeaths({ cases, random, processes, outageShare }: DeathsDeps): Deaths {
  const find = indexOf(cases)
  const passed = new Map<string, number>()
  const counts = new Map<string, number>()
  const dead = new Map<Victim, PromiseWithResolvers<void>>()
  const returning = new Set<Promise<unknown>>()
  let aheadMs = 0
  let ticking: Promise<void> = Promise.resolve()
  const over = new AbortController()

  async function dieAndReturn(victim: Victim, what: string): Promise<void> {
    if (await processes[victim].kill()) counts.set(what, (counts.get(what) ?? 0) + 1)
    dead.get(victim)?.resolve()
    await wait(Math.floor(random() * 300))
    if (victim === 'gateway' && random() < outageShare) aheadMs += outageMs
    dead.delete(victim)
    await processes[victim].start().catch(() => undefined)
  }

  /** Resolves when the process is dead, not when it has restarted. */
  async function kill(victim: Victim, what: string): Promise<void> {
    if (over.signal.aborted || dead.has(victim)) return
    const death = Promise.withResolvers<void>()
    dead.set(victim, death)
    const back = dieAndReturn(victim, what).finally(() => returning.delete(back))
    returning.add(back)
    await death.promise
  }

  async function tick(everyMs: number): Promise<void> {
    while (!over.signal.aborted) {
      await wait(everyMs * (0.5 + random()), undefined, { signal: over.signal }).catch(() => undefined)
      const victim = random() < 0.7 ? 'gateway' : 'orders'
      await kill(victim, `${victim} at any moment`)
    }
  }

  return {
    counts,
    aheadMs: () => aheadMs,
    watch(relay, passing) {
      const found = find(relay, passing)
      if (!found) return undefined
      const { one, step } = found
      const name = `${one.number} ${step}`
      const pass = (passed.get(name) ?? 0) + 1
      passed.set(name, pass)
      return one.plan.kills.find((kill) => kill.step === step && kill.pass === pass)
    },
    strike: ({ victim, moment, step }) => kill(victim, `${victim} ${moment} ${step}`),
    begin: (everyMs) => void (ticking = tick(everyMs)),
    async end() {
      over.abort()
      await ticking
      while (returning.size > 0) await Promise.all(returning)
    },
  }
}

type Found = { one: Case; step: Step }

/** Finds the case and the step of a request. */
function indexOf(cases: readonly Case[]) {
  const byInvoice = new Map(cases.map((one) => [one.invoiceId, one]))
  const byIntent = new Map(cases.map((one) => [one.intentId, one]))
  const byReturn = new Map(cases.map((one) => [one.returnId, one]))
  return (relay: 'stripe' | 'orders', { method, path, body }: Passing): Found | undefined => {
    const { pathname, searchParams } = new URL(path, 'http://relay.invalid')
    const [, first = '', second = '', third = ''] = pathname.split('/')
    const as = (step: Step, one: Case | undefined) => (one ? { one, step } : undefined)
    if (relay === 'orders') {
      if (first === 'returns') return as('orders.approve', byReturn.get(second))
      return as('orders.read', byInvoice.get(third))
    }
    if (method === 'POST' && second === 'refunds')
      return as('stripe.refund', byIntent.get(new URLSearchParams(body).get('payment_intent') ?? ''))
    if (second === 'charges')
      return as('stripe.charges', byIntent.get(searchParams.get('payment_intent') ?? ''))
    return second === 'invoices' ? as('stripe.invoice', byInvoice.get(third)) : undefined
  }
}
