// Several gateways on one database: what one of them learns or changes holds for all of them.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConnectionKey as createKeyText, hashConnectionKey } from '#auth/connection-key.ts'
import { panelsMessageSchema } from '#contract/api.ts'
import { createConnectionKey, revokeConnectionKey } from '#store/connection-keys.ts'
import { configText, lastOf } from '../../worlds/gateway/configured.ts'
import { proof, type TestGateway } from '../../worlds/gateway/node.ts'
import { openReplicas, type Replicas } from '../../worlds/gateway/replicas.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']

/** Draws something else each time it is loaded, so that a repeated text was cached. */
const configuration = configText(`
  sidebarRoles: ['support'],
  actions: [
    defineAction({ id: 'tick', title: 'Tick', for: ['customer'], roles: ['support'], input: z.object({}), run: async () => ({ title: 'Ticked' }) }),
  ],
  panels: [
    definePanel({ id: 'drawn', title: 'Drawn', for: ['customer'], ttlSeconds: 3600, invalidatedBy: ['invoice.paid', 'action.tick'],
      load: () => ({ blocks: [blocks.text(crypto.randomUUID())] }) }),
  ]`)

/** What is cached is served for a minute at least, so being told must take far less. */
const toldWithin = { timeout: 30_000, interval: 20 }

function describeReplicas(count: number, postgresUrl?: string): void {
  let replicas: Replicas
  let first: TestGateway
  let others: readonly TestGateway[]
  beforeAll(async () => {
    const database = postgresUrl === undefined ? {} : { postgresUrl }
    replicas = await openReplicas(count, { ...database, text: configuration })
    const [one, ...rest] = replicas.gateways
    if (!one) throw new Error('no gateway')
    first = one
    others = rest
  })
  afterAll(() => replicas.close())

  const priya = () => {
    const found = replicas.simulator.customersOf('priya@brightside.example').find(({ deleted }) => !deleted)
    if (!found) throw new Error('no customer')
    return found
  }
  const post = (gateway: TestGateway, path: string, body: object, headers: Record<string, string> = proof) =>
    fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  async function ask(gateway: TestGateway) {
    const subject = { kind: 'people', people: [{ address: 'priya@brightside.example' }] }
    const text = await (await post(gateway, '/api/panels', { subject })).text()
    return text
      .trimEnd()
      .split('\n')
      .map((line) => panelsMessageSchema.parse(JSON.parse(line)))
  }
  async function accountKey(): Promise<string | undefined> {
    const connection: unknown = await (await fetch(`${first.url}/api/connection`, { headers: proof })).json()
    return (connection as { accounts: { key: string }[] }).accounts[0]?.key
  }
  const drawnBy = async (gateway: TestGateway) => JSON.stringify(lastOf(await ask(gateway), 'drawn')?.blocks)
  const shownBy = async (gateway: TestGateway) => JSON.stringify(await ask(gateway))

  /** Changes the customer in Stripe, without an event. */
  function rename(name: string): void {
    const { eu } = replicas.simulator.accounts
    replicas.simulator.compartment(eu, true).change('customer', priya().id, { name })
  }
  const sendUpdated = (to: TestGateway) =>
    replicas.sendEvent(to, {
      type: 'customer.updated',
      object: { id: priya().id, object: 'customer', customer: priya().id },
    })

  test('an event that one replica receives expires what the others have cached of that customer', async () => {
    for (const gateway of replicas.gateways) await ask(gateway)
    rename('Brightside after the event')
    for (const gateway of others) expect(await shownBy(gateway)).not.toContain('after the event')
    await sendUpdated(first)
    for (const gateway of others)
      await expect.poll(() => shownBy(gateway), toldWithin).toContain('after the event')
  })

  test('an event that one replica receives drops the in-house panels of the others that name it', async () => {
    const before = await Promise.all(others.map(drawnBy))
    expect(await Promise.all(others.map(drawnBy))).toEqual(before)
    await replicas.sendEvent(first, { type: 'invoice.paid', object: { id: 'in_1', object: 'invoice' } })
    for (const [index, gateway] of others.entries())
      await expect.poll(() => drawnBy(gateway), toldWithin).not.toBe(before[index])
  })

  test('an action that one replica runs drops the in-house panels of the others that name it', async () => {
    const before = await Promise.all(others.map(drawnBy))
    expect(await Promise.all(others.map(drawnBy))).toEqual(before)
    const subject = { kind: 'customer', id: priya().id, account: await accountKey() }
    const run = { subject, stage: 'run', input: {}, key: randomUUID(), by: 'Noor' }
    expect(await (await post(first, '/api/actions/tick', run)).json()).toMatchObject({ state: 'done' })
    for (const [index, gateway] of others.entries())
      await expect.poll(() => drawnBy(gateway), toldWithin).not.toBe(before[index])
  })

  if (postgresUrl !== undefined)
    test('an event that is received while the other replicas lose their connections reaches them afterwards', async () => {
      for (const gateway of replicas.gateways) await ask(gateway)
      rename('Brightside after the cut')
      await replicas.cutConnections()
      await expect
        .poll(() =>
          sendUpdated(first).then(
            () => true,
            () => false,
          ),
        )
        .toBe(true)
      await replicas.cutConnections()
      for (const gateway of others)
        await expect.poll(() => shownBy(gateway), toldWithin).toContain('after the cut')
    })

  test('a revoked connection key is refused by the very next request to each replica', async () => {
    const text = createKeyText((length) => crypto.getRandomValues(new Uint8Array(length)), 'live')
    const key = { id: 'key_1', tenantId: 'self', name: 'Noor', hash: await hashConnectionKey(text) }
    const change = (auditId: string) => ({ actor: 'cli', atMs: Date.now(), auditId })
    await createConnectionKey(replicas.db, key, change('aud_1'))
    const headers = { Authorization: `Bearer ${text}` }
    const statuses = () =>
      Promise.all(
        replicas.gateways.flatMap(({ url }) =>
          ['/api/connection', '/stripe/v1/customers?limit=1'].map(
            async (path) => (await fetch(`${url}${path}`, { headers })).status,
          ),
        ),
      )
    expect(new Set(await statuses())).toEqual(new Set([200]))
    expect(await revokeConnectionKey(replicas.db, key, change('aud_2'))).toBe(true)
    expect(new Set(await statuses())).toEqual(new Set([401]))
  })

  test('a customer pinned through one replica is pinned on the others', async () => {
    const subject = { kind: 'people', people: [{ address: 'nobody@example.com' }] }
    const asked = (gateway: TestGateway) =>
      post(gateway, '/api/panels', { subject, conversationId: 'conv_1' }).then((answer) => answer.text())
    for (const gateway of replicas.gateways) expect(await asked(gateway)).not.toContain(priya().id)
    const pinned = await fetch(`${first.url}/api/pins/conv_1`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', ...proof },
      body: JSON.stringify({ customer: { account: await accountKey(), customerId: priya().id } }),
    })
    expect(pinned.ok).toBe(true)
    for (const gateway of others) expect(await asked(gateway)).toContain(priya().id)
  })
}

describe('two processes on one SQLite file', () => describeReplicas(2))
if (postgresUrl) describe('three replicas on one Postgres', () => describeReplicas(3, postgresUrl))
else test.skip('replicas: set TEST_DATABASE_URL to a database that tests may write to', () => undefined)
