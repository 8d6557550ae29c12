// Every setting, once: read from the environment (Node) or bindings (Workers), checked together, passed down frozen.
// The descriptions are the documentation: docs/reference/config.md and .env.example are generated from them.

import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { Secret } from './secret.ts'

const commaList = (value: unknown): string[] =>
  String(value)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const list = z.preprocess((value) => (value === undefined ? [] : commaList(value)), z.array(z.string()))
const flag = z
  .enum(['on', 'off', 'true', 'false', '1', '0', 'yes', 'no'], { error: 'write on or off' })
  .transform((value) => ['on', 'true', '1', 'yes'].includes(value))
const origin = z.string().refine((text) => URL.canParse(text) && new URL(text).origin === text, {
  error: 'write origins such as https://till.example.com, without a path or a slash at the end',
})

const isLoopback = (url: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
const httpsUrl = z
  .string()
  .refine((text) => URL.canParse(text), { error: 'write a full address such as https://till.example.com' })
  .refine((text) => !URL.canParse(text) || new URL(text).protocol === 'https:' || isLoopback(new URL(text)), {
    error: 'plain http is allowed only to this machine (127.0.0.1, localhost)',
  })

export type StripeKey = { name?: string; key: Secret; mode: 'live' | 'test' }

const restrictedKey =
  'make a restricted key: Stripe Dashboard, Developers, API keys, Create restricted key, read permissions only (docs/guide/restricted-key.md)'

/** `rk_live_…`, or `Name=rk_live_…`; returns undefined and reports through `context` otherwise. Never repeats what was given. */
function parseStripeKey(text: string, context: z.RefinementCtx): StripeKey | undefined {
  const split = /^(?:([^=]{1,60})=\s*)?(\S+)$/.exec(text)
  const [, name, key = ''] = split ?? []
  const kind = /^(rk|sk_org|sk|pk)_(live|test)_[A-Za-z0-9]{8,}$/.exec(key)
  const report = (message: string) => context.addIssue({ code: 'custom', message })
  if (!kind) {
    report(`expected a restricted key that starts with rk_live_ or rk_test_; ${restrictedKey}`)
  } else if (kind[1] === 'sk') {
    report(`a secret key (sk_…) can do everything and is refused; ${restrictedKey}`)
  } else if (kind[1] === 'pk') {
    report(`a publishable key (pk_…) cannot read anything; ${restrictedKey}`)
  } else {
    return {
      ...(name ? { name: name.trim() } : {}),
      key: new Secret(key),
      mode: kind[2] === 'live' ? 'live' : 'test',
    }
  }
  return undefined
}

const stripeKeys = list.transform((entries, context) =>
  entries.map((entry) => parseStripeKey(entry, context)).filter((key) => key !== undefined),
)
const secrets = (minLength: number, hint: string) =>
  list
    .refine((values) => values.every((value) => value.length >= minLength), { error: hint })
    .transform((values) => values.map((value) => new Secret(value)))

/** Signing secrets of the preview world, the same for everybody, so that `tillside trigger` needs no settings there. */
export const previewWebhookSecrets = {
  live: 'whsec_previewOfTillsideLive',
  test: 'whsec_previewOfTillsideTest',
}

type WebhookSecret = { name: string; secret: Secret }

/** `whsec_…`, or `Name=whsec_…`. */
const webhookSecrets = list
  .refine(
    (entries) => entries.every((entry) => /^(?:[^=]{1,60}=\s*)?whsec_[A-Za-z0-9_+/=-]{16,}$/.test(entry)),
    {
      error:
        'write signing secrets that start with whsec_, comma-separated; Dashboard, Developers, Webhooks, your endpoint, Signing secret',
    },
  )
  .transform((entries) =>
    entries.map((entry): WebhookSecret => {
      const at = entry.indexOf('whsec_')
      return { name: entry.slice(0, at).replace(/=\s*$/, '').trim(), secret: new Secret(entry.slice(at)) }
    }),
  )

/** One rule of the proxy lane's allow-list: methods, then a path pattern. The grammar is checked here, the meaning in stripe/allowlist.ts. */
const allowRule = /^(GET|POST|DELETE)(\|(GET|POST|DELETE))* \/v1\/[a-z0-9_/:*]+$/

const settings = z.strictObject({
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(4747)
    .describe('Port to listen on; 0 picks a free one.'),
  TILLSIDE_PUBLIC_URL: httpsUrl
    .optional()
    .describe(
      'The https address people reach the gateway by; named in /openapi.json. Default: the address of the request.',
    ),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, { error: 'write postgres://user:password@host/database' })
    .transform((url) => new Secret(url))
    .optional()
    .describe('Postgres, for several replicas. Default: SQLite in TILLSIDE_DATA_DIR.'),
  TILLSIDE_DATA_DIR: z.string().default('./data').describe('Folder of the SQLite file.'),
  STRIPE_API_KEY: stripeKeys.describe(
    'Restricted key (rk_live_… or rk_test_…). Several Stripe accounts: comma-separated, each may be named, as in Kelpie EU=rk_live_…. The proxy lane uses the first.',
  ),
  STRIPE_ACTIONS_KEY: stripeKeys.describe(
    'Restricted keys that actions of tillside.config.ts write with, one for each account of STRIPE_API_KEY and named alike. Default: none, and actions that write to Stripe are refused.',
  ),
  STRIPE_APP_SECRETS: list
    .refine((values) => values.every((value) => /^absec_[A-Za-z0-9_]{16,}$/.test(value)), {
      error:
        'write signing secrets that start with absec_, comma-separated; Dashboard, your app, Signing secret',
    })
    .transform((values) => values.map((value) => new Secret(value)))
    .describe(
      'Signing secrets of the Stripe App (absec_…). Several, comma-separated, while you rotate. Default: none, and its routes refuse everybody.',
    ),
  STRIPE_APP_ACCOUNTS: list
    .refine((ids) => ids.every((id) => /^acct_[A-Za-z0-9]+$/.test(id)), {
      error: 'write acct_… ids, comma-separated',
    })
    .describe(
      'Accounts beside those of STRIPE_API_KEY whose people may use the Stripe App; they are reached with Stripe-Account.',
    ),
  STRIPE_APP_PLAIN_SIGNATURES: flag
    .default(false)
    .describe(
      'Also accept requests signed in Stripe’s plain form (user_id and account_id alone) where a route can do with that.',
    ),
  STRIPE_APP_ACCOUNT_SIGNATURES: flag
    .default(false)
    .describe(
      'Also accept requests signed for an account without a person, as Connect embedded components send them.',
    ),
  STRIPE_WEBHOOK_SECRETS_LIVE: webhookSecrets.describe(
    'Signing secrets of the endpoints in Stripe that post to /webhooks/stripe/live (whsec_…), comma-separated, also while you rotate. With several accounts in STRIPE_API_KEY each is named alike, as in Kelpie EU=whsec_…. Default: none, and events are refused.',
  ),
  STRIPE_WEBHOOK_SECRETS_TEST: webhookSecrets.describe('The same for /webhooks/stripe/test.'),
  TILLSIDE_UNINSTALLED_KEPT_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3650)
    .default(30)
    .describe(
      'Days after which the data of an account that has removed the Stripe App is erased; its secrets are destroyed at once.',
    ),
  TILLSIDE_EVENTS_KEPT_DAYS: z.coerce
    .number()
    .int()
    .min(30)
    .max(3650)
    .default(90)
    .describe(
      'Days after which events that were handled, their deliveries and finished jobs are erased. Stripe itself keeps events for 30 days.',
    ),
  TILLSIDE_RELAY_NETWORKS: list
    .refine(
      (networks) =>
        networks.every((network) => /^[0-9a-fA-F.:]+\/\d{1,3}$/.test(network) && ipaddr.isValidCIDR(network)),
      {
        error: 'write networks such as 10.0.0.0/8 or fd12:3456::/32, comma-separated',
      },
    )
    .describe(
      'Private networks that events may be relayed into, as in 10.20.0.0/16, 127.0.0.1/32. Default: none, only public addresses.',
    ),
  TILLSIDE_CONSOLE_SECRET: secrets(
    16,
    'at least 16 characters; make one with: openssl rand -base64 32',
  ).describe(
    'What opens the operator’s page, /console/events. Several, comma-separated, while you rotate. Default: none, and the page is closed.',
  ),
  TILLSIDE_MISSIVE_API: httpsUrl
    .default('https://public.missiveapp.com/v1')
    .describe('Missive’s REST API, for posts of handlers. Plain http only to this machine.'),
  STRIPE_API_BASE: httpsUrl
    .default('https://api.stripe.com')
    .describe('Where Stripe is. Plain http only to this machine.'),
  TILLSIDE_CONFIG: z
    .string()
    .default('./tillside.config.ts')
    .describe('Your panels, actions and sources, read where the file exists.'),
  TILLSIDE_KEKS: list
    .refine(
      (entries) => entries.every((entry) => /^[A-Za-z0-9_-]{1,32}:[A-Za-z0-9+/_-]{43}=?$/.test(entry)),
      {
        error:
          'write id:key entries, comma-separated, the key 32 bytes as base64; make one with: echo "k1:$(openssl rand -base64 32)"',
      },
    )
    .transform((entries) =>
      entries.map((entry) => ({
        id: entry.slice(0, entry.indexOf(':')),
        key: new Secret(entry.slice(entry.indexOf(':') + 1)),
      })),
    )
    .describe(
      'Key-encryption keys that seal stored secrets, id:base64, comma-separated. The first one seals, the others still open.',
    ),
  TILLSIDE_ALLOW_ORG_KEY: flag
    .default(false)
    .describe(
      'Accept an organization key (sk_org_…). It must be limited to read permissions as a restricted key is.',
    ),
  TILLSIDE_PROXY_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/, { error: 'write a header name: letters, digits, hyphens' })
    .refine((name) => !['authorization', 'cookie', 'host', 'origin'].includes(name.toLowerCase()), {
      error: 'this header has a meaning of its own; choose another, such as X-API-KEY',
    })
    .default('X-API-KEY')
    .describe('Name of the header that carries the secret of the sidebar and the proxy lane.'),
  TILLSIDE_PROXY_SECRET: secrets(
    16,
    'at least 16 characters; make one with: openssl rand -base64 32',
  ).describe('Value of that header. Several, comma-separated, while you rotate: all are accepted.'),
  TILLSIDE_PROXY_ALLOW: list
    .refine((rules) => rules.every((rule) => allowRule.test(rule)), {
      error: 'write rules such as "GET /v1/coupons/:id" or "GET|POST /v1/refunds", comma-separated',
    })
    .describe(
      'What the proxy lane passes on beyond the read-only default, as in "GET /v1/coupons/:id, POST /v1/refunds".',
    ),
  TILLSIDE_PROXY_ACCOUNTS: list
    .refine((ids) => ids.every((id) => /^acct_[A-Za-z0-9]+$/.test(id)), {
      error: 'write acct_… ids, comma-separated',
    })
    .describe(
      'Connected accounts that callers of the proxy lane may name in Stripe-Account or Stripe-Context.',
    ),
  TILLSIDE_TEAM_DOMAINS: list.describe('Your own mail domains: these addresses are never looked up.'),
  TILLSIDE_TEAM_ADDRESSES: list.describe(
    'Single addresses of your own, such as a shared inbox elsewhere: never looked up.',
  ),
  TILLSIDE_DOMAIN_MATCH: flag
    .default(false)
    .describe(
      'Also offer customers with the same mail domain, labelled as not verified; never for public mail providers.',
    ),
  TILLSIDE_STRIPE_READS_PER_MONTH: z.coerce
    .number()
    .int()
    .min(1000)
    .optional()
    .describe(
      'Reads that Stripe grants each account in 30 days, if you know it. From 70 % on answers are kept longer, from 95 % only kept answers are given. Default: 10,000 is assumed, and nothing is refused.',
    ),
  TILLSIDE_SIDEBAR_ORIGINS: z
    .preprocess((value) => (value === undefined ? [] : commaList(value)), z.array(origin))
    .describe(
      'Origins of sidebar pages hosted elsewhere that may call this gateway. The gateway’s own page always may.',
    ),
  TILLSIDE_SIDEBAR_GATEWAYS: z
    .preprocess((value) => (value === undefined ? [] : commaList(value)), z.array(origin))
    .describe('Other gateways that the sidebar page served here may be connected to.'),
  TILLSIDE_MISSIVE_SCRIPT: httpsUrl
    .default('https://integrations.missiveapp.com/missive.js')
    .describe('Missive’s script for iframes. The preview world puts its own here.'),
  TILLSIDE_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('Least severe log line to write.'),
})

/** The checked settings. */
export type Config = Readonly<ReturnType<typeof toConfig>>

function toConfig(env: z.infer<typeof settings>) {
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.TILLSIDE_PUBLIC_URL,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.TILLSIDE_DATA_DIR,
    stripeKeys: env.STRIPE_API_KEY,
    stripeActionsKeys: env.STRIPE_ACTIONS_KEY,
    stripeAppSecrets: env.STRIPE_APP_SECRETS,
    stripeAppAccounts: env.STRIPE_APP_ACCOUNTS,
    stripeAppPlainSignatures: env.STRIPE_APP_PLAIN_SIGNATURES,
    stripeAppAccountSignatures: env.STRIPE_APP_ACCOUNT_SIGNATURES,
    webhookSecrets: { live: env.STRIPE_WEBHOOK_SECRETS_LIVE, test: env.STRIPE_WEBHOOK_SECRETS_TEST },
    uninstalledKeptDays: env.TILLSIDE_UNINSTALLED_KEPT_DAYS,
    eventsKeptDays: env.TILLSIDE_EVENTS_KEPT_DAYS,
    relayNetworks: env.TILLSIDE_RELAY_NETWORKS,
    consoleSecrets: env.TILLSIDE_CONSOLE_SECRET,
    missiveApi: env.TILLSIDE_MISSIVE_API.replace(/\/+$/, ''),
    definitionsFile: env.TILLSIDE_CONFIG,
    keks: env.TILLSIDE_KEKS,
    stripeApiBase: new URL(env.STRIPE_API_BASE).origin,
    proxyHeader: env.TILLSIDE_PROXY_HEADER,
    proxySecrets: env.TILLSIDE_PROXY_SECRET,
    proxyAllow: env.TILLSIDE_PROXY_ALLOW,
    proxyAccounts: env.TILLSIDE_PROXY_ACCOUNTS,
    teamDomains: env.TILLSIDE_TEAM_DOMAINS.map((domain) => domain.replace(/^@/, '').toLowerCase()),
    teamAddresses: env.TILLSIDE_TEAM_ADDRESSES.map((address) => address.toLowerCase()),
    domainMatch: env.TILLSIDE_DOMAIN_MATCH,
    stripeReadsPerMonth: env.TILLSIDE_STRIPE_READS_PER_MONTH,
    sidebarOrigins: env.TILLSIDE_SIDEBAR_ORIGINS,
    sidebarGateways: env.TILLSIDE_SIDEBAR_GATEWAYS,
    missiveScript: env.TILLSIDE_MISSIVE_SCRIPT,
    logLevel: env.TILLSIDE_LOG_LEVEL,
  })
}

/** Every wrong setting at once, by name, never by value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The settings need attention:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** Names outside our own (`PATH`, `HOME`, …) are ignored; an unknown `TILLSIDE_*` name is a typo and refused. */
function ownSettings(env: Record<string, unknown>): Record<string, unknown> {
  const known = Object.keys(settings.shape)
  const isOurs = (name: string) => known.includes(name) || name.startsWith('TILLSIDE_')
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => isOurs(name) && value !== undefined && value !== ''),
  )
}

/** Parses the settings or throws a `ConfigError` that lists every problem. An empty value counts as absent. */
export function parseConfig(env: Record<string, unknown>): Config {
  const given = ownSettings(env)
  const parsed = settings.safeParse(given)
  const problems: string[] = []
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        problems.push(
          ...issue.keys.map((name) => `${name}: there is no such setting; see docs/reference/config.md`),
        )
      } else {
        problems.push(`${String(issue.path[0])}: ${issue.message}`)
      }
    }
    throw new ConfigError([...new Set(problems)])
  }
  const orgKeys = parsed.data.STRIPE_API_KEY.some(({ key }) => key.reveal().startsWith('sk_org_'))
  if (orgKeys && !parsed.data.TILLSIDE_ALLOW_ORG_KEY) {
    problems.push(
      'STRIPE_API_KEY: an organization key (sk_org_…) needs TILLSIDE_ALLOW_ORG_KEY=on, and read permissions only',
    )
  }
  if (parsed.data.STRIPE_API_KEY.length > 0 && parsed.data.TILLSIDE_PROXY_SECRET.length === 0) {
    problems.push(
      'TILLSIDE_PROXY_SECRET: missing; nobody could be let in. Make one with: openssl rand -base64 32',
    )
  }
  problems.push(...strangeSecretNames(parsed.data), ...knownSecrets(parsed.data))
  if (problems.length > 0) throw new ConfigError(problems)
  return toConfig(parsed.data)
}

/** A signing secret is named like an account, or it would be for none. */
function strangeSecretNames(env: z.infer<typeof settings>): string[] {
  const named = (mode: 'live' | 'test') =>
    env.STRIPE_API_KEY.filter((key) => key.mode === mode).map(({ name }) => name ?? '')
  const known = { STRIPE_WEBHOOK_SECRETS_LIVE: named('live'), STRIPE_WEBHOOK_SECRETS_TEST: named('test') }
  return (['STRIPE_WEBHOOK_SECRETS_LIVE', 'STRIPE_WEBHOOK_SECRETS_TEST'] as const).flatMap((setting) =>
    env[setting].some(({ name }) => name !== '' && !known[setting].includes(name))
      ? [`${setting}: a name before = is none of STRIPE_API_KEY in this mode`]
      : [],
  )
}

/** Whoever reads these sources could sign with a secret of the preview: it counts only where nobody else comes. */
function knownSecrets(env: z.infer<typeof settings>): string[] {
  const isPreview = [`http://${env.HOST}`, env.STRIPE_API_BASE].every(
    (url) => URL.canParse(url) && isLoopback(new URL(url)),
  )
  return (['STRIPE_WEBHOOK_SECRETS_LIVE', 'STRIPE_WEBHOOK_SECRETS_TEST'] as const).flatMap((setting) =>
    !isPreview && env[setting].some(({ secret }) => secret.reveal().startsWith('whsec_preview'))
      ? [
          `${setting}: a secret of the preview world is known to everybody; write that of your endpoint in Stripe`,
        ]
      : [],
  )
}

/** Name, default and description of each setting, for the generated reference. */
export function describeSettings(): { name: string; default: string; description: string }[] {
  return Object.entries(settings.shape).map(([name, schema]) => {
    const absent = schema.safeParse(undefined)
    const value: unknown = absent.success ? absent.data : undefined
    const empty = value === undefined || (Array.isArray(value) && value.length === 0)
    const shown = value === true ? 'on' : value === false ? 'off' : String(value)
    return { name, default: empty ? '' : shown, description: schema.description ?? '' }
  })
}
