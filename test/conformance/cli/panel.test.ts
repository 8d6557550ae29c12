// tillside panel: any panel as text, with exit codes that a script can rely on.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { panelSchema } from '#contract/panel.ts'
import { listenStripe, type StripeServer } from '../../../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { configText } from '../../worlds/gateway/configured.ts'

const run = promisify(execFile)
const simulator = createStripeSimulator()
const priya = simulator.customersOf('priya@brightside.example').find(({ deleted }) => !deleted)?.id ?? ''
const folder = mkdtempSync(join(tmpdir(), 'tillside-cli-panel-'))
let stripe: StripeServer

beforeAll(async () => {
  stripe = await listenStripe(simulator)
  const panels = `panels: [
    definePanel({ id: 'loyalty', title: 'Loyalty', for: ['customer'], roles: ['support'], load: ({ subject, params, account }) => ({ blocks: [
      blocks.fields({ Name: blocks.foreign(subject.object.name ?? ''), Spent: [blocks.money(123456, 'eur')], Page: params.page ?? '1', Mode: account.mode }) ] }) }),
    definePanel({ id: 'broken', title: 'Broken', for: ['customer'], load: () => { throw new Error('the reason') } }),
  ]`
  writeFileSync(join(folder, 'tillside.config.ts'), configText(panels))
})
afterAll(async () => {
  await stripe.close()
  rmSync(folder, { recursive: true })
})

async function panel(...args: string[]) {
  const env = {
    PATH: process.env['PATH'] ?? '',
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: `${simulator.keys.live},${simulator.keys.test}`,
    TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
    TILLSIDE_CONFIG: join(folder, 'tillside.config.ts'),
  }
  try {
    return { code: 0, ...(await run(process.execPath, ['cli/main.ts', 'panel', ...args], { env })) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

test('draws a panel with its subject, its parameters and the reader’s formats', async () => {
  const { code, stdout } = await panel('loyalty', '--customer', priya, '--param', 'page=2', '--locale', 'de')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Loyalty\n=======\n/)
  expect(stdout).toMatch(/Spent: +1\.234,56\s€\nPage: +2\nMode: +live/)
})

test('prints JSON as one line, with the same data that the other surfaces draw', async () => {
  const { stdout } = await panel('loyalty', '--customer', priya, '--json')
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  expect(panelSchema.parse(JSON.parse(stdout))).toMatchObject({ id: 'in-house:loyalty' })
})

test('a wrong call says what to write and exits with 2', async () => {
  const unknown = await panel('loyal', '--customer', priya)
  expect([unknown.code, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('loyalty (customer), broken (customer)'),
  ])
  const [none, two, kind, role, param] = await Promise.all([
    panel('loyalty'),
    panel('loyalty', '--customer', priya, '--email', 'a@b.example'),
    panel('loyalty', '--invoice', 'in_1'),
    panel('loyalty', '--customer', priya, '--role', 'viewer'),
    panel('loyalty', '--customer', priya, '--param', 'page'),
  ])
  expect([none.code, two.code, kind.code, role.code, param.code]).toEqual([2, 2, 2, 2, 2])
  expect(kind.stderr).toContain('this panel is for customer, not for invoice')
  expect(role.stderr).toContain('support')
})

test('a panel that fails or whose subject does not exist is drawn as such and exits with 1', async () => {
  const broken = await panel('broken', '--customer', priya)
  expect([broken.code, broken.stdout]).toEqual([1, expect.stringContaining('This panel failed')])
  expect(broken.stderr).toMatch(/the reason[\s\S]*tillside\.config\.ts/)
  const gone = await panel('loyalty', '--customer', 'cus_nobody')
  expect([gone.code, gone.stdout]).toEqual([1, expect.stringContaining('This no longer exists in Stripe')])
  const otherMode = await panel('loyalty', '--customer', priya, '--test')
  expect(otherMode.code).toBe(1)
})

test('draws sections that the sidebar opens on demand, for customers', async () => {
  const lichthof = simulator.customersOf('buero@atelier-lichthof.example')[0]?.id ?? ''
  const { code, stdout } = await panel('stripe:coming-up', '--customer', lichthof)
  expect([code, stdout]).toEqual([0, expect.stringContaining('To pay:')])
  expect((await panel('stripe:coming-up', '--invoice', 'in_1')).code).toBe(2)
  expect((await panel('stripe:balance', '--customer', 'cus_nobody')).code).toBe(2)
})
