// The sidebar's one call, through the whole gateway against the simulated Stripe: who is found, in which order, and the effect of
// a failure.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionSchema, panelsMessageSchema, type PanelsMessage } from '#contract/api.ts'
import { listenStripe, type StripeServer } from '../../../simulator/stripe/listen.ts'
import { createStripeSimulator, type StripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { proof, startOnNode, type TestGateway } from '../../worlds/gateway/node.ts'

let simulator: StripeSimulator
let stripe: StripeServer
let gateway: TestGateway

beforeAll(async () => {
  simulator = createStripeSimulator()
  stripe = await listenStripe(simulator)
  gateway = await startWith([`Kelpie=${simulator.keys.live}`, `Kelpie=${simulator.keys.test}`])
})
afterAll(async () => {
  await gateway.close(0)
  await stripe.close()
})

const startWith = (keys: string[]) =>
  startOnNode(stripe.url, { STRIPE_API_KEY: keys.join(','), TILLSIDE_TEAM_DOMAINS: 'kelpie.example' })

type Found = Extract<PanelsMessage, { type: 'found' }>
type Done = Extract<PanelsMessage, { type: 'done' }>

const post = (request: object, headers: Record<string, string> = {}, url = gateway.url) =>
  fetch(`${url}/api/panels`, {
    method: 'POST',
    headers: { ...proof, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(request),
  })

const people = (...addresses: string[]) => ({
  subject: { kind: 'people', people: addresses.map((address) => ({ address })) },
})

/** Sends a request and parses every line with the contract's schema. */
async function ask(request: object, url?: string) {
  const response = await post(request, {}, url)
  const text = await response.text()
  expect(response.headers.get('content-type'), text).toBe('application/x-ndjson')
  const messages = text
    .trimEnd()
    .split('\n')
    .map((line) => panelsMessageSchema.parse(JSON.parse(line)))
  const panels = messages.flatMap((message) => (message.type === 'panel' ? [message.panel] : []))
  return { messages, panels, found: messages[0] as Found, done: messages.at(-1) as Done }
}

const customersOf = (address: string) => simulator.customersOf(address).filter(({ deleted }) => !deleted)
const blocksOf = (panels: { blocks: { type: string }[] }[]) => panels.flatMap(({ blocks }) => blocks)

test('one customer: first who was found, then immediately what is known, then everything in place', async () => {
  const { messages, panels, found, done } = await ask({ ...people('priya@brightside.example'), fresh: true })
  expect([messages[0]?.type, messages.at(-1)?.type]).toEqual(['found', 'done'])
  expect(found.people).toMatchObject([{ address: 'priya@brightside.example', customers: 1 }])
  expect(found.customer?.customerId).toBe(customersOf('priya@brightside.example')[0]?.id)
  expect(found).toMatchObject({
    mode: 'live',
    modes: ['live', 'test'],
    accounts: [{ name: 'Kelpie', mode: 'live' }],
  })
  const last = new Map(panels.map((panel) => [panel.id, panel]))
  expect(panels.some(({ pending }) => pending)).toBe(true)
  expect([...last.values()].filter(({ pending }) => pending)).toEqual([])
  expect(done.stripeRequests).toBeGreaterThan(0)
})

test('the first panels are sent while the rest is still loading from Stripe', async () => {
  simulator.control.set({ latencyMs: { 'GET /v1/invoices': 400, 'GET /v1/charges': 400 } })
  const response = await post({ ...people('ines@cafemarisol.example'), fresh: true })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let early = ''
  while (!early.includes('"pending":true')) early += (await reader?.read())?.value ?? '"pending":true'
  expect(early).toContain('"type":"found"')
  expect(early).not.toContain('"type":"done"')
  let rest = ''
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) rest += part.value
  simulator.control.heal()
  expect(rest).toContain('"type":"done"')
})

test('a repeated request sends nothing to Stripe', async () => {
  await ask(people('priya@brightside.example'))
  expect((await ask(people('priya@brightside.example'))).done.stripeRequests).toBe(0)
})

test('a client that accepts JSON gets the same messages as one array', async () => {
  const response = await post(people('priya@brightside.example'), { Accept: 'application/json' })
  const array = (await response.json()) as unknown[]
  const lines = (await ask(people('priya@brightside.example'))).messages
  expect(array.map((one) => panelsMessageSchema.parse(one).type)).toEqual(lines.map(({ type }) => type))
})

test('a teammate is not looked up, and a stranger at a public mail domain matches no customer', async () => {
  const team = await ask(people('noor@kelpie.example'))
  expect(team.found.people).toMatchObject([{ skipped: 'team', customers: 0 }])
  expect(team.found.customer).toBeUndefined()
  const stranger = await ask(people('chris.novak.writes@gmail.com'))
  expect(stranger.found.people).toMatchObject([{ customers: 0 }])
  expect(JSON.stringify(stranger.panels)).not.toMatch(/cus_|"choices"/)
})

test('several customers on one address are offered, and a pin decides until it is removed', async () => {
  const address = 'office@ostwind.example'
  const [first, second] = customersOf(address)
  const conversationId = 'conversation-ostwind'
  const before = await ask({ ...people(address), conversationId })
  expect(before.found.customer).toBeUndefined()
  expect(blocksOf(before.panels).some(({ type }) => type === 'choices')).toBe(true)

  const pin = (method: string, body?: object) =>
    fetch(`${gateway.url}/api/pins/${conversationId}`, {
      method,
      headers: { ...proof, 'Content-Type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  const account = before.found.accounts[0]?.key ?? ''
  expect((await pin('PUT', { customer: { customerId: second?.id, account }, by: 'Noor' })).status).toBe(204)
  const pinned = await ask({ ...people(address), conversationId })
  expect(pinned.found.customer?.customerId).toBe(second?.id)
  const header = blocksOf(pinned.panels).find(({ type }) => type === 'header')
  expect(header).toMatchObject({ pinned: true })
  // Another conversation of the same people is not affected.
  expect((await ask({ ...people(address), conversationId: 'another' })).found.customer).toBeUndefined()
  expect((await pin('DELETE')).status).toBe(204)
  expect((await ask({ ...people(address), conversationId })).found.customer).toBeUndefined()
  expect(first).toBeDefined()
})

test('a pin survives a restart with another key of the same Stripe account', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tillside-pins-'))
  const startAgain = (key: string) =>
    startOnNode(stripe.url, { TILLSIDE_DATA_DIR: dataDir, STRIPE_API_KEY: key })
  const [customer] = customersOf('office@ostwind.example')
  const request = { ...people('office@ostwind.example'), conversationId: 'kept' }
  const before = await startAgain(simulator.keys.live)
  const account = (await ask(request, before.url)).found.accounts[0]?.key
  const body = JSON.stringify({ customer: { customerId: customer?.id, account } })
  const headers = { ...proof, 'Content-Type': 'application/json' }
  await fetch(`${before.url}/api/pins/kept`, { method: 'PUT', headers, body })
  await before.close(0)
  const after = await startAgain(simulator.keys.noDisputes)
  const { found } = await ask(request, after.url)
  expect(found.accounts[0]?.key).not.toBe(account)
  expect(found.customer?.customerId).toBe(customer?.id)
  await after.close(0)
  rmSync(dataDir, { recursive: true })
})

test('a deleted pinned customer is reported, and the address decides again', async () => {
  const { found } = await ask(people('priya@brightside.example'))
  const account = found.accounts[0]?.key ?? ''
  const conversationId = 'conversation-gone'
  await fetch(`${gateway.url}/api/pins/${conversationId}`, {
    method: 'PUT',
    headers: { ...proof, 'Content-Type': 'application/json' },
    body: JSON.stringify({ customer: { customerId: 'cus_neverwas', account } }),
  })
  const answer = await ask({ ...people('priya@brightside.example'), conversationId, locale: 'de' })
  expect(answer.panels[0]).toMatchObject({ id: 'pin-note', blocks: [{ type: 'alert', status: 'warn' }] })
  expect(JSON.stringify(answer.panels[0])).toContain('existiert in Stripe nicht mehr')
  expect(answer.found.customer?.customerId).toBe(customersOf('priya@brightside.example')[0]?.id)
})

test('a customer requested by id is drawn; an unknown customer or account is a 404', async () => {
  const { found } = await ask(people('priya@brightside.example'))
  const customer = found.customer
  const chosen = await ask({ subject: { kind: 'customer', customer } })
  expect(chosen.found).toMatchObject({ people: [], customer })
  const bodies = new Set<string>()
  for (const wrong of [
    { ...customer, customerId: 'cus_neverwas' },
    { ...customer, account: 'live-000000000000' },
  ]) {
    const response = await post({ subject: { kind: 'customer', customer: wrong } })
    expect(response.status).toBe(404)
    bodies.add((await response.text()).replace(/req_\w+/, ''))
  }
  expect(bodies.size).toBe(1)
})

test('a search gets the same answer on both of its routes', async () => {
  const byPost = await ask({ subject: { kind: 'search', text: 'Harbor Hostel' } })
  const response = await fetch(`${gateway.url}/api/search?q=Harbor+Hostel`, { headers: proof })
  const byGet = ((await response.json()) as unknown[]).map((one) => panelsMessageSchema.parse(one))
  expect(byGet.map(({ type }) => type)).toEqual(byPost.messages.map(({ type }) => type))
  expect(JSON.stringify(byPost.panels)).toContain('Harbor Hostel')
  expect((await fetch(`${gateway.url}/api/search?q=`, { headers: proof })).status).toBe(400)
})

test('an account that refuses its key affects only its own part: the other account’s customer is drawn with a notice', async () => {
  const two = await startWith([`Good=${simulator.keys.live}`, `Broken=${simulator.keys.revoked}`])
  const { found, panels } = await ask(people('priya@brightside.example'), two.url)
  expect(found.accounts.map(({ name, problem }) => [name, problem === undefined])).toEqual([
    ['Good', true],
    ['Broken', false],
  ])
  expect(found.customer).toBeDefined()
  expect(blocksOf(panels).some(({ type }) => type === 'header')).toBe(true)
  await two.close(0)
})

test('if no account answers, the panel says so, never "no customer"', async () => {
  const none = await startWith([simulator.keys.revoked])
  const { found, panels } = await ask(people('priya@brightside.example'), none.url)
  expect(found.customer).toBeUndefined()
  expect(found.accounts[0]?.problem).toBeDefined()
  expect(panels.length).toBeGreaterThan(0)
  await none.close(0)
})

test('a mode without a key is a bad request that says so', async () => {
  const live = await startWith([simulator.keys.live])
  const response = await post({ ...people('a@b.example'), mode: 'test' }, {}, live.url)
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('no Stripe key for test mode'),
  ])
  await live.close(0)
})

test('the connection test names missing and excess permissions of a key', async () => {
  const lacking = await startWith([simulator.keys.noDisputes, simulator.keys.canWrite])
  const response = await fetch(`${lacking.url}/api/connection?locale=fr`, { headers: proof })
  const { principal, accounts } = connectionSchema.parse(await response.json())
  expect(principal).toBe('secret header')
  const missing = accounts[0]?.permissions.filter(({ state }) => state === 'missing').map(({ slug }) => slug)
  expect(missing).toEqual(['rak_dispute_read'])
  expect(accounts[1]?.canWrite).toBe(true)
  await lacking.close(0)
})

test('an opened section is answered under its own id, and an unknown section is not found', async () => {
  const address = 'buero@atelier-lichthof.example'
  const { panels, found } = await ask(people(address))
  const closed = panels.filter(({ onOpen }) => onOpen)
  expect(closed.map(({ blocks }) => blocks)).toEqual(closed.map(() => []))
  expect(closed).toHaveLength(5)
  const headed = ['customer', 'subscriptions', 'invoices', 'payments', 'details']
  for (const { id, onOpen } of closed) {
    const opened = await ask({ subject: { ...onOpen, kind: 'panel', label: undefined } })
    const others = id === 'stripe:coming-up' ? headed : []
    expect(opened.panels.map((panel) => panel.id)).toEqual([...others, id])
    const section = opened.panels.at(-1)
    expect(section?.blocks.length).toBeGreaterThan(0)
    expect(section?.onOpen).toBeUndefined()
    expect(opened.done.stripeRequests).toBeGreaterThan(0)
    expect((await ask({ subject: { ...onOpen, kind: 'panel', label: undefined } })).done.stripeRequests).toBe(
      0,
    )
  }
  const account = found.customer?.account
  for (const subject of [
    { kind: 'customer', id: 'cus_nobody', account },
    { kind: 'customer', id: found.customer?.customerId, account: 'another' },
    { kind: 'invoice', id: 'in_1', account },
  ]) {
    const refused = await post({ subject: { kind: 'panel', panel: 'stripe:balance', subject } })
    expect(refused.status).toBe(404)
    await refused.body?.cancel()
  }
})

test('after a preview of the next invoice, headline, row and comment show its amount without another request', async () => {
  const address = 'buero@atelier-lichthof.example'
  const own = await startWith([simulator.keys.live])
  const first = await ask(people(address), own.url)
  const before = new Map(first.panels.map((panel) => [panel.id, panel]))
  const onOpen = before.get('stripe:coming-up')?.onOpen
  const subject = { ...onOpen, kind: 'panel', label: undefined }
  const opened = await ask({ subject }, own.url)
  expect(opened.done.stripeRequests).toBe(3)
  const after = new Map(opened.panels.map((panel) => [panel.id, panel]))
  const due = /"amountMinor":(\d+)/.exec(JSON.stringify(after.get('stripe:coming-up')?.blocks))?.[1] ?? ''
  expect(due).not.toBe('')
  const verdict = (panels: typeof after) =>
    panels.get('customer')?.blocks.find(({ type }) => type === 'verdict')
  expect(JSON.stringify(verdict(before))).not.toContain(due)
  for (const drawn of [verdict(after), after.get('subscriptions')])
    expect(JSON.stringify(drawn)).toContain(due)
  const euros = (Number(due) / 100).toFixed(2)
  expect(JSON.stringify(after.get('details'))).toContain(`€${euros}`)
  const header = (panels: typeof after) =>
    panels.get('customer')?.blocks.find(({ type }) => type === 'header')
  expect(header(after)).toEqual(header(before))
  // Without a valid match, nothing else on screen is updated.
  for (const match of ['', 'no json', '{"kind":"address"}', '{"kind":"chosen","more":1}']) {
    const alone = await ask({ subject: { ...subject, params: match === '' ? {} : { match } } }, own.url)
    expect(alone.panels.map(({ id }) => id)).toEqual(['stripe:coming-up'])
  }
  await own.close(0)
})

test('a comment uses the requested time zone; an unknown zone is UTC, and an empty name is refused', async () => {
  const comment = async (timeZone: string) => {
    const { panels } = await ask({ ...people('priya@brightside.example'), timeZone })
    return /"kind":"comment".*?"text":"(.*?)"/.exec(JSON.stringify(panels))?.[1]
  }
  const known = await comment('Europe/Berlin')
  expect(known).toMatch(/\d{4}/)
  expect(known).not.toContain('UTC')
  expect(await comment('Mars/Olympus_Mons')).toMatch(/\d{4}, UTC/)
  const refused = await post({ ...people('priya@brightside.example'), timeZone: 'no zone' })
  expect(refused.status).toBe(400)
  const search = await fetch(`${gateway.url}/api/search?q=priya&timeZone=Asia/Tokyo`, { headers: proof })
  expect(search.status).toBe(200)
})
