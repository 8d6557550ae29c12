// Measures a customer lookup: the gateway's call plan, cold and warm, against the usual request pattern, on one upstream that takes
// 150 ms per answer. Interleaved rounds, medians. `node bench/context/main.ts --rounds 9`

import { parseArgs } from 'node:util'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { Secret } from '#secret.ts'
import type { ReadRequest } from '#stripe/api/read-request.ts'
import { createStripeContext, type StripeContext } from '#stripe/customers/context.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'
import { printFigures, type Figure } from '../figures.ts'
import { median } from '../percentile.ts'
import { replayAddress } from './pattern.ts'
import { startUpstream } from './upstream.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    latency: { type: 'string', default: '150' },
    addresses: { type: 'string', default: '3' },
    customers: { type: 'string', default: '3' },
    products: { type: 'string', default: '4' },
    json: { type: 'boolean', default: false },
  },
})
const world = {
  addresses: Number(values.addresses),
  customers: Number(values.customers),
  products: Number(values.products),
  latencyMs: Number(values.latency),
}
const rounds = Number(values.rounds)
const people = Array.from({ length: world.addresses }, (_, n) => ({ address: `person${n}@bench.example` }))
const silent = createLog({ level: 'error', now: () => Date.now(), write: () => undefined })

type Sample = { ms: number; requests: number }
const samples = new Map<string, Sample[]>()

async function main(): Promise<void> {
  const upstream = await startUpstream(world)
  const { ports, close } = createNodePorts(silent)
  const measure = async (name: string, work: () => Promise<unknown>) => {
    upstream.requests()
    const began = performance.now()
    await work()
    const ms = performance.now() - began
    samples.set(name, [...(samples.get(name) ?? []), { ms, requests: upstream.requests() }])
  }
  const open = () =>
    createStripeContext({
      access: [{ account: { key: 'bench', mode: 'test' }, key: new Secret('rk_test_bench') }],
      apiBase: upstream.url,
      ports,
      metrics: createMetrics(),
      tenantId: 'self',
      teamDomains: [],
      teamAddresses: [],
      domainMatch: false,
    })
  const get = async (path: string) => {
    const response = await ports.fetch(upstream.url + path, {
      headers: { authorization: 'Bearer rk_test_bench' },
    })
    return (await response.json()) as never
  }
  // Opens connections before measuring.
  await Promise.all(Array.from({ length: 16 }, () => get('/v1/products/warm-up')))
  for (let round = 0; round < rounds; round++) {
    await measure('pattern, first person', () => replayAddress(get, people[0]?.address ?? ''))
    const first = open()
    await measure('tillside cold, first person', () => lookUp(first, 1))
    await measure('tillside warm, first person', () => lookUp(first, 1))
    await measure('pattern, everybody', async () => {
      for (const { address } of people) await replayAddress(get, address)
    })
    const all = open()
    await measure('tillside cold, everybody', () => lookUp(all, people.length))
    await measure('tillside warm, everybody', () => lookUp(all, people.length))
  }
  await close()
  await upstream.close()
  print()
}

/** Looks up all people, then reads every customer of the first `drawn` people. */
async function lookUp(context: StripeContext, drawn: number): Promise<void> {
  const ask: ReadRequest = { mode: 'test', tally: { stripeRequests: 0 } }
  const lookup = await context.findPeople(people, ask)
  const hits = lookup.people.slice(0, drawn).flatMap((person) => person.hits)
  const read = await Promise.all(hits.map((hit) => context.read(hit, ask)))
  const whole = read.every(({ invoices, payments }) => invoices.state === 'read' && payments.state === 'read')
  if (read.length !== drawn * world.customers || !whole) throw new Error('the lookup did not read everything')
}

function print(): void {
  const { addresses, customers, products, latencyMs } = world
  const middle = (name: string) => median((samples.get(name) ?? []).map(({ ms }) => ms))
  const figures: Figure[] = [...samples].flatMap(([name, taken]) => [
    { name, value: middle(name), unit: 'ms' },
    { name: `${name}, requests`, value: median(taken.map((sample) => sample.requests)), unit: '' },
  ])
  for (const who of ['first person', 'everybody']) {
    const cold = middle(`tillside cold, ${who}`)
    figures.push(
      { name: `pattern to tillside cold, ${who}`, value: middle(`pattern, ${who}`) / cold, unit: '×' },
      { name: `tillside cold, ${who}, in round trips to Stripe`, value: cold / latencyMs, unit: '' },
    )
  }
  printFigures(
    `a lookup of ${addresses} people with ${customers} customers each and ${products} products, ${latencyMs} ms upstream, ${rounds} rounds, medians`,
    figures,
    values.json,
  )
}

await main()
