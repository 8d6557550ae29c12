// tillside panel: draws one in-house panel, or a section that the sidebar reads on demand, as text or JSON. Without a Stripe key it
// uses the simulated Stripe, as `start` does.

import { randomBytes } from 'node:crypto'
import { Option, type Command } from 'commander'
import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, parseConfig, type Config } from '#config.ts'
import type { Mode, OnDemandSection, StripeAccount } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import { objectKinds, subjectSchema, type ObjectKind, type Subject } from '#contract/subject.ts'
import type { Caller } from '#definitions/context.ts'
import type { TillsideConfig } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import type { OnPanelFailure } from '#extensions/panels/load.ts'
import { createMetrics } from '#metrics.ts'
import { drawOnDemand, findSection } from '#panels/draw.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { openContexts } from '../../runtimes/compose/contexts.ts'
import { openExtensions, type OpenExtensions } from '../../runtimes/node/open-extensions.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'
import { collect, locale, timeZone } from '../arguments.ts'
import { drawPanelText } from '../draw/text.ts'
import { WrongCallError } from '../explain.ts'
import { openErrorLog } from '../log.ts'

const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone

export const addTo = (parent: Command): Command =>
  parent
    .command('panel')
    .description('Draw a panel of tillside.config.ts as text.')
    .argument('<id>', 'the id of the panel')
    .option('--customer <id>', 'about this customer, cus_…')
    .option('--invoice <id>', 'in_…')
    .option('--product <id>', 'prod_…')
    .option('--subscription <id>', 'sub_…')
    .option('--payment <id>', 'pi_…, ch_… or py_…')
    .option('--email <address>', 'about this address')
    .addOption(new Option('--live', 'in live mode').conflicts('test'))
    .option('--test', 'in test mode; without either, live mode if there is a key for it')
    .option('--account <name>', 'the Stripe account, if there are several: its name or acct_…')
    .option('--param <name=value>', 'a parameter, as set by a filter or a next page; repeatable', collect)
    .option('--role <id>', 'as a person with this role; repeatable; by default with every role', collect)
    .option('--locale <tag>', 'such as de-AT', locale, 'en')
    .option('--time-zone <name>', 'such as Europe/Berlin', timeZone, ownZone)
    .option('--json', 'the panel as JSON')
    .action(async (id: string, options: PanelOptions) => {
      if (!(await drawPanel(id, options, process.env))) process.exitCode = 1
    })

type PanelOptions = Partial<Record<ObjectKind | 'email', string>> & {
  live?: boolean
  test?: boolean
  /** Name, key or `acct_…`; by default the first of the mode. */
  account?: string
  /** `name=value`. */
  param?: string[]
  role?: string[]
  locale: string
  timeZone: string
  json?: boolean
}

/** Prints the panel and returns false if it failed. Throws `WrongCallError` for a wrong call. */
async function drawPanel(id: string, options: PanelOptions, env: Record<string, unknown>): Promise<boolean> {
  const subject = subjectOf(options)
  const params = paramsOf(options.param ?? [])
  const { settings, close } = await settingsOrPreview(env)
  try {
    return await draw(id, { ...options, subject, params }, parseConfig(settings))
  } finally {
    await close()
  }
}

type PanelRequest = PanelOptions & { subject: Subject; params: Record<string, string> }

async function draw(id: string, wanted: PanelRequest, config: Config): Promise<boolean> {
  // An error is shown in the panel, and printed below it with the author's file and line, so it need not be logged as well.
  const { ports, close } = createNodePorts({ ...openErrorLog('warn'), error: () => undefined })
  let failed = false
  const onPanelFailure: OnPanelFailure = ({ failure }) => {
    failed = true
    if (failure.reason === 'threw') console.error(failure.error)
  }
  const tenant = await createSelfTenant(selfTenantId, config)
  const metrics = createMetrics()
  const open = await openExtensions({ config, ports, metrics, tenant }, { onPanelFailure })
  try {
    const accounts = tenant.accounts.map(({ account }) => account)
    const account = chooseAccount(accounts, wanted)
    const section = findSection(id)
    const panel = section
      ? await readSection(section, wanted, {
          context: openContexts({ config, ports, metrics })(tenant),
          account,
          metadataKeys: config.metadataKeys,
        })
      : await loadOne(id, wanted, { open, account })
    if (wanted.json) console.log(JSON.stringify(panel))
    else
      console.log(
        drawPanelText(panel, { locale: wanted.locale, timeZone: wanted.timeZone, nowMs: Date.now() }) ||
          '(nothing to show)',
      )
    return !failed
  } finally {
    await open.close()
    await close()
  }
}

type SectionDeps = { context: StripeContext; account: StripeAccount; metadataKeys: readonly string[] }

/** Reads a built-in section, as the sidebar draws it when a person opens it. */
async function readSection(
  section: OnDemandSection,
  { subject, locale, timeZone }: PanelRequest,
  { context, account, metadataKeys }: SectionDeps,
): Promise<Panel> {
  if (subject.kind !== 'customer')
    throw new WrongCallError(`stripe:${section} is about a customer: name one with --customer`)
  const ask = { mode: account.mode, tally: { stripeRequests: 0 } }
  const ref = { customerId: subject.id, account: account.key }
  const hit = await context.findCustomer(ref, { kind: 'chosen' }, ask)
  if (!hit) throw new WrongCallError(`--customer: ${subject.id} does not exist in ${account.mode} mode`)
  const read = await context.readSection(section, hit, ask)
  return drawOnDemand(read, hit, { locale, timeZone, nowMs: Date.now(), metadataKeys })
}

type PanelDeps = { open: OpenExtensions; account: StripeAccount }

async function loadOne(id: string, wanted: PanelRequest, { open, account }: PanelDeps): Promise<Panel> {
  const { subject, params, locale, timeZone, role } = wanted
  const { extensions } = open
  const config = extensions.config()
  const caller: Caller = { id: 'cli', kind: 'cli', name: 'cli', roles: role ?? rolesOf(config) }
  const { signal } = new AbortController()
  const requestId = `req_${randomBytes(12).toString('hex')}`
  const request = {
    subject,
    params,
    panel: id,
    surface: 'cli',
    locale,
    timeZone,
    caller,
    account,
    sandbox: false,
  } as const
  try {
    for await (const panel of extensions.panels.load({ ...request, requestId, signal })) return panel
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'not_found') throw error
  }
  throw new WrongCallError(explainMissing(id, subject, config))
}

function explainMissing(id: string, subject: Subject, { panels }: TillsideConfig): string {
  const found = panels.find((panel) => panel.id === id)
  if (found && !found.for.includes(subject.kind))
    return `${id}: this panel is for ${found.for.join(', ')}, not for ${subject.kind}`
  if (found)
    return `${id}: this panel needs one of the roles ${(found.roles ?? []).join(', ')}; name one with --role`
  const known = panels.map((panel) => `${panel.id} (${panel.for.join(', ')})`)
  return `${id}: no such panel. ${known.length === 0 ? 'No panels are declared: see docs/guide/panels.md' : `Declared panels: ${known.join(', ')}`}`
}

/** Every role that the configuration names. Whoever can read the Stripe keys may see every panel. */
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
    throw new WrongCallError(`--${kind}: this is not a valid ${kind === 'email' ? 'address' : 'id'}`)
  return parsed.data
}

function paramsOf(pairs: readonly string[]): Record<string, string> {
  const split = pairs.map((pair) => /^([^=]{1,40})=(.{0,200})$/.exec(pair))
  if (split.includes(null)) throw new WrongCallError('--param: write name=value')
  return Object.fromEntries(split.map((parts) => [parts?.[1] ?? '', parts?.[2] ?? '']))
}

function chooseAccount(
  accounts: readonly StripeAccount[],
  { live, test, account: named }: PanelRequest,
): StripeAccount {
  const modes: Mode[] = live ? ['live'] : test ? ['test'] : ['live', 'test']
  const isNamed = ({ key, name, accountId }: StripeAccount) =>
    named === undefined || [key, name, accountId].includes(named)
  for (const mode of modes) {
    const found = accounts.find((account) => account.mode === mode && isNamed(account))
    if (found) return found
  }
  const what = named === undefined ? `${modes.join(' or ')} mode` : `"${named}" in ${modes.join(' or ')} mode`
  throw new ConfigError([`STRIPE_API_KEY: there is no key for ${what}`])
}

type Settings = { settings: Record<string, unknown>; close: () => Promise<void> }

/** Without a key, uses the preview's sample company and its services. */
async function settingsOrPreview(env: Record<string, unknown>): Promise<Settings> {
  if (env['STRIPE_API_KEY']) return { settings: env, close: () => Promise.resolve() }
  const { createStripeSimulator } = await import('../../simulator/stripe/simulator.ts')
  const { listenStripe } = await import('../../simulator/stripe/listen.ts')
  const { openCompany, previewDefinitions } = await import('../preview/company.ts')
  const simulator = createStripeSimulator({ keyLetters: () => randomBytes(20).toString('hex') })
  const stripe = await listenStripe(simulator)
  const definitions = previewDefinitions(env)
  const worldUrl = () => 'http://127.0.0.1/'
  const company = await openCompany(simulator, { publish: () => undefined, definitions, worldUrl })
  console.error('STRIPE_API_KEY is not set: using the preview’s simulated Stripe and services.')
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
