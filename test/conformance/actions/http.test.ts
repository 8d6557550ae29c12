// POST /api/actions/:id end to end: a real gateway, a real configuration file, the simulated Stripe.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { actionResponseSchema } from '#contract/actions.ts'
import { problemSchema } from '#contract/api.ts'
import { configText, startConfiguredWorld, type ConfiguredWorld } from '../../worlds/gateway/configured.ts'
import { proof, startOnNode } from '../../worlds/gateway/node.ts'

const action = `actions: [
  defineAction({
    id: 'rename', title: 'Rename', for: ['customer'], roles: ['support'],
    input: z.object({ name: z.string().min(2).max(40) }),
    confirm: ({ input }) => ({ title: 'Rename?', submit: 'Rename to ' + input.name }),
    run: async ({ input, subject, stripe, step, keyFor }) => {
      await step('rename', async () => { await stripe.customers.update(subject.id, { name: input.name }, { idempotencyKey: keyFor('rename') }) })
      return { title: 'Renamed' }
    },
  }),
  defineAction({ id: 'closed', title: 'Closed', for: ['customer'], roles: [], input: z.object({}), run: async () => ({ title: 'no' }) }),
], sidebarRoles: ['support']`

const dataDir = mkdtempSync(join(tmpdir(), 'tillside-actions-'))
let world: ConfiguredWorld
let account: string
beforeAll(async () => {
  world = await startConfiguredWorld(configText(action), { TILLSIDE_DATA_DIR: dataDir })
  const connection: unknown = await (
    await fetch(`${world.gateway.url}/api/connection`, { headers: proof })
  ).json()
  account = (connection as { accounts: { key: string }[] }).accounts[0]?.key ?? ''
})
afterAll(async () => {
  await world.close()
  rmSync(dataDir, { recursive: true })
})

const subject = () => ({ kind: 'customer', id: world.customerOf('priya@brightside.example'), account })
async function ask(
  id: string,
  body: object,
  headers: Record<string, string> = proof,
  url = world.gateway.url,
) {
  const response = await fetch(`${url}/api/actions/${id}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}
const key = '00000000-0000-4000-8000-0000000000aa'
const run = () => ({ subject: subject(), stage: 'run', input: { name: 'Priya N' }, key, by: 'Noor' })

test('without credentials the answer does not show whether an action exists', async () => {
  const [known, unknown] = [await ask('rename', run(), {}), await ask('nothing', run(), {})]
  expect([known.status, unknown.status]).toEqual([401, 401])
  expect(problemSchema.parse(known.body).code).toBe('unauthenticated')
})

test('distinguishes an unknown action, an unknown account, a missing role and a wrong body', async () => {
  const codeOf = async (id: string, body: object) => problemSchema.parse((await ask(id, body)).body).code
  expect(await codeOf('nothing', run())).toBe('not_found')
  expect(await codeOf('rename', { ...run(), subject: { ...subject(), account: 'live-else' } })).toBe(
    'not_found',
  )
  expect(await codeOf('rename', { ...run(), subject: { ...subject(), account: undefined } })).toBe(
    'bad_request',
  )
  expect(await codeOf('closed', run())).toBe('role_missing')
  expect(await codeOf('rename', { ...run(), key: 'no uuid' })).toBe('bad_request')
  expect(await codeOf('rename', { ...run(), extra: 1 })).toBe('bad_request')
})

test('the sidebar opens the form, checks it, and gets the confirmation', async () => {
  const opened = actionResponseSchema.parse((await ask('rename', { subject: subject(), stage: 'open' })).body)
  expect(opened).toMatchObject({ type: 'form', fields: [{ name: 'name', kind: 'text' }] })
  const short = await ask('rename', { subject: subject(), stage: 'check', input: { name: 'P' } })
  expect(short.body).toMatchObject({ type: 'form', fields: [{ error: 'At least 2 characters.' }] })
  const right = await ask('rename', { subject: subject(), stage: 'check', input: { name: 'Priya N' } })
  expect(right.body).toMatchObject({ type: 'confirm', submit: 'Rename to Priya N' })
})

test('a run without a key for actions is refused, with the same result after a restart', async () => {
  const first = await ask('rename', run())
  expect(first).toMatchObject({ status: 200, body: { type: 'outcome', state: 'refused' } })
  expect(JSON.stringify(first.body)).toContain('STRIPE_ACTIONS_KEY')
  const again = await startOnNode('http://127.0.0.1:9', {
    STRIPE_API_KEY: `Kelpie=${world.simulator.keys.live},Kelpie=${world.simulator.keys.test}`,
    TILLSIDE_CONFIG: join(world.folder, 'tillside.config.ts'),
    TILLSIDE_DATA_DIR: dataDir,
  })
  const repeated = await ask('rename', run(), proof, again.url)
  expect(repeated.body).toEqual({ ...(first.body as object), repeated: true })
  await again.close()
})
