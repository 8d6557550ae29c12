// tillside panel: draws one in-house panel as text, or as JSON. Without a Stripe key it asks the simulated Stripe, as `start` does.

import { randomBytes } from 'node:crypto'
import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig, type Config } from '#config.ts'
import type { Mode, StripeAccount } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import { objectKinds, subjectSchema, type ObjectKind, type Subject } from '#contract/subject.ts'
import type { Caller } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import type { OnPanelFailure } from '#in-house/load-panels.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { openInHouse, type OpenInHouse } from '../../runtimes/node/open-in-house.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'
import { drawPanelText } from '../draw-text.ts'
import { WrongCallError } from '../explain.ts'

export type PanelOptions = Partial<Record<ObjectKind | 'email', string>> & {
  live?: boolean
  test?: boolean
  /** Name, key or `acct_…`; the first of the mode otherwise. */
  account?: string
  /** `name=value`. */
  param?: string[]
  role?: string[]
  locale: string
  json?: boolean
}

/** Prints the panel; false when it could not be drawn. A wrong call throws `WrongCallError`. */
export async function drawPanel(
  id: string,
  options: PanelOptions,
  env: Record<string, unknown>,
): Promise<boolean> {
  const subject = subjectOf(options)
  const params = paramsOf(options.param ?? [])
  const { settings, close } = await settingsOrPreview(env)
  try {
    return await draw(id, { ...options, subject, params }, parseConfig(settings))
  } finally {
    await close()
  }
}

type Wanted = PanelOptions & { subject: Subject; params: Record<string, string> }

async function draw(id: string, wanted: Wanted, config: Config): Promise<boolean> {
  // An error stands in the panel, and below it with the author's file and line: it need not be logged as well.
  const log = createLog({ level: 'warn', now: Date.now, write: (line) => console.error(line) })
  const { ports, close } = createNodePorts({ ...log, error: () => undefined })
  let failed = false
  const onPanelFailure: OnPanelFailure = ({ failure }) => {
    failed = true
    if (failure.reason === 'threw') console.error(failure.error)
  }
  const tenant = await createSelfTenant(selfTenantId, config)
  const open = await openInHouse({ config, ports, metrics: createMetrics(), tenant }, { onPanelFailure })
  try {
    const accounts = tenant.accounts.map(({ account }) => account)
    const panel = await loadOne(id, wanted, { open, account: chooseAccount(accounts, wanted) })
    if (wanted.json) console.log(JSON.stringify(panel))
    else
      console.log(drawPanelText(panel, { locale: wanted.locale, nowMs: Date.now() }) || '(nothing to show)')
    return !failed
  } finally {
    await open.close()
    await close()
  }
}

type Means = { open: OpenInHouse; account: StripeAccount }

async function loadOne(id: string, wanted: Wanted, { open, account }: Means): Promise<Panel> {
  const { subject, params, locale, role } = wanted
  const { inHouse } = open
  const config = inHouse.config()
  const caller: Caller = { id: 'cli', kind: 'cli', name: 'cli', roles: role ?? rolesOf(config) }
  const { signal } = new AbortController()
  const requestId = `req_${randomBytes(12).toString('hex')}`
  const asked = {
    subject,
    params,
    panel: id,
    surface: 'cli',
    locale,
    caller,
    account,
    sandbox: false,
  } as const
  try {
    for await (const panel of inHouse.panels.load({ ...asked, requestId, signal })) return panel
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'not_found') throw error
  }
  throw new WrongCallError(notThere(id, subject, config))
}

function notThere(id: string, subject: Subject, { panels }: TillsideConfig): string {
  const found = panels.find((panel) => panel.id === id)
  if (found && !found.for.includes(subject.kind))
    return `${id}: it is for ${found.for.join(', ')}, not for ${subject.kind}`
  if (found) return `${id}: it needs one of the roles ${(found.roles ?? []).join(', ')}; name one with --role`
  const known = panels.map((panel) => `${panel.id} (${panel.for.join(', ')})`)
  return `${id}: there is no such panel. There ${known.length === 0 ? 'are none: see docs/guide/panels.md' : `are: ${known.join(', ')}`}`
}

/** Every role that the configuration names: who may read the keys may see every panel. */
const rolesOf = ({ panels, actions }: TillsideConfig): string[] => [
  ...new Set([...panels, ...actions].flatMap(({ roles }) => (roles === 'anybody' ? [] : (roles ?? [])))),
]

function subjectOf(options: PanelOptions): Subject {
  const named = [...objectKinds, 'email' as const].filter((kind) => options[kind] !== undefined)
  const [kind] = named
  if (named.length !== 1 || kind === undefined) {
    throw new WrongCallError(
      'Name what the panel is about, once: --customer, --invoice, --product, --subscription, --payment or --email',
    )
  }
  const value = options[kind]
  const parsed = subjectSchema.safeParse(kind === 'email' ? { kind, address: value } : { kind, id: value })
  if (!parsed.success)
    throw new WrongCallError(`--${kind}: this is no ${kind === 'email' ? 'address' : 'id'}`)
  return parsed.data
}

function paramsOf(pairs: readonly string[]): Record<string, string> {
  const split = pairs.map((pair) => /^([^=]{1,40})=(.{0,200})$/.exec(pair))
  if (split.includes(null)) throw new WrongCallError('--param: write name=value')
  return Object.fromEntries(split.map((parts) => [parts?.[1] ?? '', parts?.[2] ?? '']))
}

function chooseAccount(
  accounts: readonly StripeAccount[],
  { live, test, account: named }: Wanted,
): StripeAccount {
  const modes: Mode[] = live ? ['live'] : test ? ['test'] : ['live', 'test']
  const called = ({ key, name, accountId }: StripeAccount) =>
    named === undefined || [key, name, accountId].includes(named)
  for (const mode of modes) {
    const found = accounts.find((account) => account.mode === mode && called(account))
    if (found) return found
  }
  const what = named === undefined ? `${modes.join(' or ')} mode` : `"${named}" in ${modes.join(' or ')} mode`
  throw new ConfigError([`STRIPE_API_KEY: there is no key for ${what}`])
}

type Settings = { settings: Record<string, unknown>; close: () => Promise<void> }

/** Without a key: the sample company of the preview, with its services. */
async function settingsOrPreview(env: Record<string, unknown>): Promise<Settings> {
  if (env['STRIPE_API_KEY']) return { settings: env, close: () => Promise.resolve() }
  const { createStripeSimulator } = await import('../../simulator/stripe/simulator.ts')
  const { listenStripe } = await import('../../simulator/stripe/listen.ts')
  const { openCompany, previewDefinitions } = await import('../preview-company.ts')
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  const definitions = previewDefinitions(env)
  const worldUrl = () => 'http://127.0.0.1/'
  const company = await openCompany(simulator, { publish: () => undefined, definitions, worldUrl })
  console.error('STRIPE_API_KEY is not set: this asks the simulated Stripe and services of the preview.')
  const { live, us, test } = simulator.keys
  return {
    settings: {
      ...env,
      ...company.settings,
      STRIPE_API_BASE: stripe.url,
      STRIPE_API_KEY: `Kelpie Coffee=${live},Kelpie Coffee US=${us},Kelpie Coffee=${test}`,
      TILLSIDE_PROXY_SECRET: randomBytes(24).toString('hex'),
    },
    close: async () => {
      await company.close()
      await stripe.close()
    },
  }
}
