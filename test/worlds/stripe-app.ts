// The routes of the Stripe App with everything below them: a database, a clock, a Stripe that knows its keys, and fake panels,
// actions and sources that record their calls. Requests are signed with Stripe's own library.

import { createHash, randomUUID } from 'node:crypto'
import { Kysely } from 'kysely'
import { Stripe } from 'stripe'
import { expect, onTestFinished } from 'vitest'
import { createApp } from '#app.ts'
import { parseConfig } from '#config.ts'
import type { ActionResponse } from '#contract/actions.ts'
import type { SignedOp } from '#contract/signed.ts'
import { definePanel } from '#definitions/define.ts'
import { defineConfig } from '#definitions/define-config.ts'
import { SourceError } from '#definitions/source-error.ts'
import type { Extensions } from '#http/gateway.ts'
import type { Actions } from '#extensions/actions/actions.ts'
import type { PanelLoadRequest } from '#extensions/panels/load.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { migrate } from '#store/migrate.ts'
import { consumeNonce } from '#store/nonces.ts'
import type { Database, Schema } from '#store/schema.ts'
import { ensureTenant } from '#store/tenants.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { openContexts } from '../../runtimes/compose/contexts.ts'
import { assembleGateway } from '../../runtimes/compose/gateway.ts'
import { nodeHasher } from '../../runtimes/node/hasher.ts'
import { openSqlite } from '../../runtimes/node/sqlite.ts'

/* Assembled from parts, so that no scanner mistakes a line of this file for a secret. */
const secretOf = (letter: string) => ['absec', letter.repeat(32)].join('_')
export const secrets = { current: secretOf('a'), former: secretOf('b'), strange: secretOf('x') }
const keyOf = (mode: string, letter: string) => ['rk', mode, letter.repeat(16)].join('_')
export const keys = { live: keyOf('live', 'L'), test: keyOf('test', 'T') }

export const own = 'acct_1OwnAccount'
export const elsewhere = 'acct_1Elsewhere'
export const stranger = 'acct_1Stranger'
export const user = 'usr_K6yd2CbXLO9A5G'
export const customer = { kind: 'customer', id: 'cus_1' } as const
export const startMs = 1_795_000_000_000

const stripe = new Stripe('sk_test_unused')

/** Signs a text with Stripe's own library; returns `t=…,v1=…`. */
export const signText = (payload: string, { secret = secrets.current, atMs = startMs } = {}): string =>
  stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(atMs / 1000) })

export type EnvelopeChanges = Partial<Record<string, unknown>>
type Signing = { args?: unknown; secret?: string; atMs?: number; envelope?: EnvelopeChanges }

const resourceOf: Partial<Record<SignedOp, string>> = {
  panels: 'customer cus_1',
  action: 'refund',
  proxy: 'orders',
}
const argsOf: Partial<Record<SignedOp, unknown>> = {
  panels: { subject: customer },
  action: { subject: customer, stage: 'open' },
  proxy: { method: 'GET', path: '/orders/1' },
}

/** An envelope as the app creates it and Stripe completes it; its keys are in signing order. */
export function envelopeOf(
  op: SignedOp,
  args: string,
  changes: EnvelopeChanges = {},
): Record<string, unknown> {
  const filled: Record<string, unknown> = {
    v: 1,
    op,
    nonce: randomUUID(),
    mode: 'live',
    sandbox: false,
    resource: resourceOf[op],
    args_sha256: createHash('sha256').update(args).digest('hex'),
    stripe_roles: undefined,
    user_id: user,
    account_id: own,
    ...changes,
  }
  return JSON.parse(JSON.stringify(filled)) as Record<string, unknown>
}

export type SignedPost = { header: string; body: string }

/** A complete signed request. */
export function sign(
  op: SignedOp,
  { args = argsOf[op] ?? {}, secret, atMs, envelope }: Signing = {},
): SignedPost {
  const argsText = JSON.stringify(args)
  const filled = envelopeOf(op, argsText, envelope)
  const header = signText(JSON.stringify(filled), {
    ...(secret ? { secret } : {}),
    ...(atMs ? { atMs } : {}),
  })
  return { header, body: JSON.stringify({ envelope: filled, args: argsText }) }
}

/** A request in Stripe's plain form, in which the body is the signed text. */
export function signPlain(payload: object, options?: { secret?: string; atMs?: number }): SignedPost {
  const body = JSON.stringify(payload)
  return { header: signText(body, options), body }
}

export type RequestedAction = Parameters<Actions['respond']>

export type SignedApp = Awaited<ReturnType<typeof openSignedApp>>

/** `answerStripe` answers `/v1/account` for a key. */
async function openSignedApp(
  env: Record<string, string> = {},
  options: Pick<Ports, 'invocation'> & {
    answerStripe?: (key: string) => Response | Promise<Response>
    db?: Database
  } = {},
) {
  const clock = { ms: startMs }
  const logged: string[] = []
  const stripeAsked: string[] = []
  const config = parseConfig({
    STRIPE_API_KEY: `${keys.live},${keys.test}`,
    TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
    STRIPE_APP_SECRETS: secrets.current,
    ...env,
  })
  const answerStripe = options.answerStripe ?? (() => Response.json({ id: own, object: 'account' }))
  const ports: Ports = {
    fetch: async (input, init) => {
      const key = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? ''
      stripeAsked.push(`${key.slice(0, 7)} ${new URL(input instanceof Request ? input.url : input).pathname}`)
      return answerStripe(key)
    },
    now: () => clock.ms,
    sleep: () => Promise.resolve(),
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    hasher: nodeHasher,
    log: createLog({ level: 'debug', now: () => clock.ms, write: (line) => logged.push(line) }),
    ...(options.invocation ? { invocation: options.invocation } : {}),
  }
  const db = options.db ?? (await openDatabase())
  const metrics = createMetrics()
  const tenant = await createSelfTenant('self', config)
  const { fakes, ...noted } = openFakes(db)
  const gateway = assembleGateway({
    config,
    ports,
    metrics,
    database: { db, dialect: 'sqlite', durability: 'none' },
    tenant,
    contextOf: openContexts({ config, ports, metrics }),
    extensions: fakes as unknown as Extensions,
    inbox: { accept: () => Promise.resolve('new'), arrived: () => undefined },
    assets: { build: 'b', readAsset: async () => undefined },
    runtime: 'test',
    isExposed: false,
    isDraining: () => false,
  })
  const app = createApp(gateway)
  const post = (
    path: string,
    { header, body }: { header?: string; body: string | Uint8Array<ArrayBuffer> },
    headers: Record<string, string> = {},
  ) =>
    Promise.resolve(
      app.request(path, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Origin: 'null',
          ...(header === undefined ? {} : { 'Stripe-Signature': header }),
          ...headers,
        },
        body,
      }),
    )
  return { ...noted, app, db, clock, logged, stripeAsked, post, close: () => db.destroy() }
}

async function openDatabase(): Promise<Database> {
  const db: Database = new Kysely<Schema>({ dialect: openSqlite(':memory:') })
  await migrate(db, { dialect: 'sqlite', now: () => startMs })
  await ensureTenant(db, { id: 'self', name: 'Self-hosted', createdAtMs: startMs })
  return db
}

/** Fake panels, actions and sources that record their calls. */
function openFakes(db: Database) {
  const panelsAsked: PanelLoadRequest[] = []
  const actionsAsked: RequestedAction[] = []
  const passed: unknown[][] = []
  const outcomes = new Map<string, ActionResponse>()
  let effects = 0
  const definitions = defineConfig({
    panels: [
      definePanel({ id: 'shipping', title: 'Shipping', for: ['customer'], load: () => 'hidden' }),
      definePanel({
        id: 'secret-plans',
        title: 'Plans',
        for: ['product'],
        roles: ['admin'],
        load: () => 'hidden',
      }),
    ],
  })
  const fakes = {
    config: () => definitions,
    panels: {
      async *load(asked: PanelLoadRequest) {
        panelsAsked.push(asked)
        yield { id: 'shipping', blocks: [], asOf: new Date(startMs).toISOString() }
      },
    },
    actions: {
      respond: async (...asked: RequestedAction): Promise<ActionResponse> => {
        actionsAsked.push(asked)
        const [id, { stage, key = '' }, { nonce }] = asked
        const title = `${id} ${stage}`
        if (stage !== 'run') return { type: 'form', title, fields: [], submit: 'Next' }
        const known = outcomes.get(key)
        if (nonce) await consumeNonce(db, nonce, startMs)
        if (known) return { ...known, repeated: true } as ActionResponse
        effects += 1
        const outcome: ActionResponse = { type: 'outcome', state: 'done', title, requestId: 'req_1' }
        outcomes.set(key, outcome)
        return outcome
      },
    } satisfies Actions,
    sources: {
      async passThrough(...asked: unknown[]) {
        passed.push(asked)
        if (asked[0] !== 'orders') throw new SourceError(String(asked[0]), 'not_declared')
        return Response.json({ order: 1 })
      },
    },
  }
  return { fakes, panelsAsked, actionsAsked, passed, effects: () => effects }
}

/** Opens the app; it is closed after the test. */
export async function open(...options: Parameters<typeof openSignedApp>): Promise<SignedApp> {
  const signed = await openSignedApp(...options)
  onTestFinished(signed.close)
  return signed
}

type Problem = { code: string; detail?: string }
export const problemOf = async (response: Response) => (await response.json()) as Problem
export const statusAndCode = async (response: Response) => [response.status, (await problemOf(response)).code]

/** The reasons in the log why requests were refused. */
export const reasons = ({ logged }: SignedApp) =>
  logged
    .map((line) => JSON.parse(line) as { event: string; reason?: string })
    .filter(({ event }) => event === 'signature.refused')
    .map(({ reason }) => reason)

/** Expects that nothing behind the signature check was reached. */
export function expectNothingHappened({ panelsAsked, actionsAsked, passed, effects }: SignedApp): void {
  expect([panelsAsked.length, actionsAsked.length, passed.length, effects()]).toEqual([0, 0, 0, 0])
}
