// The world of a chaos run: the simulated Stripe with paid invoices, an open return for each, and the settings of both processes.
// Everything that has to survive is in one folder.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { factsOfStripe } from '../../simulator/services/facts-of-stripe.ts'
import type { WorldFacts } from '../../simulator/services/world.ts'
import { listenStripe } from '../../simulator/stripe/listen.ts'
import { createStripeSimulator, type StripeSimulator } from '../../simulator/stripe/simulator.ts'
import { planFor, randomOf, type Plan } from './plan.ts'

export const proxySecret = 'chaos-secret-0123456789abcdef'
const servicesSecret = 'chaos-services-secret-0123456789'
const accountName = 'Kelpie Coffee'

/** An approval: its idempotency key and who sends it. */
export type Ask = { key: string; by: 'first' | 'rival' }

/** One return with its plan and its approvals. */
export type Case = {
  number: number
  invoiceId: string
  intentId: string
  chargeId: string
  currency: string
  refundedBeforeMinor: number
  amountMinor: number
  returnId: string
  plan: Plan
  asks: Ask[]
}

export type World = {
  simulator: StripeSimulator
  stripeUrl: string
  cases: readonly Case[]
  files: { gateway: string; orders: string }
  gatewayEnv: (urls: { stripe: string; orders: string }, config: string) => Record<string, string>
  ordersEnv: Record<string, string>
  close: () => Promise<void>
}

/** Currencies whose amounts Stripe accepts only in whole steps. https://docs.stripe.com/currencies */
const stepOf: Record<string, number> = { kwd: 10, isk: 100, huf: 100, ugx: 100 }

type Refundable = Omit<Case, 'number' | 'amountMinor' | 'returnId' | 'plan' | 'asks'> & { leftMinor: number }

function refundableInvoices(simulator: StripeSimulator, facts: WorldFacts): Refundable[] {
  const store = simulator.compartment(simulator.accounts.eu, true)
  return facts.invoices.flatMap(({ id: invoiceId, currency }) => {
    const paid = store
      .related('invoice_payment', 'invoice', invoiceId)
      .find(({ status }) => status === 'paid')
    const intent = paid?.payment.payment_intent
    const intentId = typeof intent === 'string' ? intent : ''
    const [charge] = store.related('charge', 'payment_intent', intentId)
    if (!charge || charge.status !== 'succeeded' || store.related('dispute', 'charge', charge.id).length > 0)
      return []
    const leftMinor = charge.amount_captured - charge.amount_refunded
    if (leftMinor < 4 * (stepOf[currency] ?? 1)) return []
    return [
      {
        invoiceId,
        intentId,
        chargeId: charge.id,
        currency,
        refundedBeforeMinor: charge.amount_refunded,
        leftMinor,
      },
    ]
  })
}

function keyFrom(text: string): string {
  const random = randomOf(text)
  const hex = (length: number) =>
    Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`
}

const orderOf = (number: number) => `KC-${70_000 + number}`

function openCases(found: Refundable[], seed: string, rivalShare: number): Case[] {
  return found.map(({ leftMinor, ...invoice }, index) => {
    const number = index + 1
    const plan = planFor(seed, number, rivalShare)
    const step = stepOf[invoice.currency] ?? 1
    const amountMinor = Math.max(step, Math.floor((leftMinor * plan.share) / step) * step)
    const asks: Ask[] = [{ key: keyFrom(`${seed} key ${number}`), by: 'first' }]
    if (plan.hasRival) asks.push({ key: keyFrom(`${seed} rival ${number}`), by: 'rival' })
    return {
      ...invoice,
      number,
      amountMinor,
      returnId: `ret_${orderOf(number).replace('-', '')}`,
      plan,
      asks,
    }
  })
}

/** Adds an order to each invoice; the orders service opens a return for every invoice that names an order. */
const returnsFor = (facts: WorldFacts, found: Refundable[]): WorldFacts => ({
  ...facts,
  invoices: found.flatMap(({ invoiceId, leftMinor }, index) => {
    const invoice = facts.invoices.find(({ id }) => id === invoiceId)
    const lines = [{ description: 'Hand grinder', quantity: 1, amount: leftMinor }]
    return invoice ? [{ ...invoice, order: orderOf(index + 1), lines }] : []
  }),
})

/** Writes a minimal built page, because the gateway does not start without one. */
function writeAssets(folder: string): string {
  mkdirSync(join(folder, 'sidebar/assets'), { recursive: true })
  writeFileSync(join(folder, 'sidebar/index.html'), '<!doctype html><title>Tillside</title>')
  writeFileSync(join(folder, 'build.json'), '{"build":"chaos"}')
  return folder
}

/** Creates the world; throws if the simulated Stripe has too few payments. */
export async function openWorld(options: { runs: number; seed: string; rivalShare: number }): Promise<World> {
  const { runs, seed, rivalShare } = options
  const simulator = createStripeSimulator()
  const facts = factsOfStripe(simulator, { nowMs: Date.now() })
  const found = refundableInvoices(simulator, facts).slice(0, runs)
  if (found.length < runs)
    throw new RangeError(`the simulated Stripe has payments for only ${found.length} runs`)
  simulator.control.set({ latencyMs: 8 })
  const stripe = await listenStripe(simulator)
  const folder = mkdtempSync(join(tmpdir(), 'tillside-chaos-'))
  const file = (name: string) => join(folder, name)
  writeFileSync(file('facts.json'), JSON.stringify(returnsFor(facts, found)))
  const assets = writeAssets(file('assets'))
  return {
    simulator,
    stripeUrl: stripe.url,
    cases: openCases(found, seed, rivalShare),
    files: { gateway: file('tillside.sqlite'), orders: file('orders.db') },
    gatewayEnv: (urls, config) => ({
      HOST: '127.0.0.1',
      TILLSIDE_DATA_DIR: folder,
      TILLSIDE_CONFIG: config,
      TILLSIDE_PROXY_SECRET: proxySecret,
      STRIPE_API_BASE: urls.stripe,
      STRIPE_API_KEY: `${accountName}=${simulator.keys.live}`,
      STRIPE_ACTIONS_KEY: `${accountName}=${simulator.keys.canWrite}`,
      ORDERS_URL: urls.orders,
      SERVICES_SECRET: servicesSecret,
      // Required by the examples, but not used here.
      FEATURES_URL: 'http://127.0.0.1:9',
      ACCESS_URL: 'http://127.0.0.1:9',
      CHANGES_URL: `sqlite:${file('changes.db')}`,
      CRM_URL: 'http://127.0.0.1:9',
      CRM_CLIENT_ID: 'chaos',
      CHAOS_ASSETS: assets,
    }),
    ordersEnv: {
      CHAOS_FACTS: file('facts.json'),
      CHAOS_ORDERS_FILE: file('orders.db'),
      SERVICES_SECRET: servicesSecret,
    },
    async close() {
      await stripe.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
