// Every setting, once. The descriptions are the documentation: docs/reference/config.md and .env.example are generated from them.

import ipaddr from 'ipaddr.js'
import { z } from 'zod'
import { isLoopbackHost } from '#ip-address.ts'
import { Secret } from '#secret.ts'
import { parseStripeKey } from './stripe-keys.ts'

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

const httpsUrl = z
  .string()
  .refine((text) => URL.canParse(text), { error: 'write a full address such as https://till.example.com' })
  .refine(
    (text) =>
      !URL.canParse(text) || new URL(text).protocol === 'https:' || isLoopbackHost(new URL(text).hostname),
    {
      error: 'plain http is allowed only to this machine (127.0.0.1, localhost)',
    },
  )

const stripeKeys = list.transform((entries, context) =>
  entries.map((entry) => parseStripeKey(entry, context)).filter((key) => key !== undefined),
)
const secrets = (minLength: number, hint: string) =>
  list
    .refine((values) => values.every((value) => value.length >= minLength), { error: hint })
    .transform((values) => values.map((value) => new Secret(value)))

/** `hello@example.com`, or `Name <hello@example.com>`. */
const mailbox = z.string().transform((text, context): { address: string; name?: string } => {
  const [, name, inside] = /^(?:([^<>"@,;:\\\u0000-\u001f]{1,60}) )?<([^<>]*)>$/.exec(text) ?? []
  const address = inside ?? text
  if (!/^[^<>\s"@,;:\\]{1,64}@[A-Za-z0-9.-]{1,190}$/.test(address))
    context.addIssue('write an address such as hello@example.com, or Name <hello@example.com>')
  return { address, ...(name === undefined ? {} : { name }) }
})

const isSmtpUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== ''
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

/** One rule of the proxy lane's allow-list: methods, then a path pattern. The grammar is checked here, the meaning in proxy/allowlist.ts. */
const allowRule = /^(GET|POST|DELETE)(\|(GET|POST|DELETE))* \/v1\/[a-z0-9_/:*]+$/

export const settings = z.strictObject({
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
  TILLSIDE_DRAIN_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60)
    .default(0)
    .describe(
      'How long the gateway still serves after SIGTERM while /ready answers 503, so that a balancer stops sending requests before the port closes.',
    ),
  TILLSIDE_DATA_DIR: z.string().default('./data').describe('Folder of the SQLite file.'),
  STRIPE_API_KEY: stripeKeys.describe(
    'Restricted key (rk_live_… or rk_test_…). Several Stripe accounts: comma-separated, each may be named, as in Kelpie EU=rk_live_…. An organization key is written once for each of its accounts, as in Kelpie EU=sk_org_live_…@acct_…. The proxy lane uses the first.',
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
  TILLSIDE_EVENT_BYTES_MAX: z.coerce
    .number()
    .int()
    .min(64 * 1024)
    .max(16 * 1024 * 1024)
    .default(1024 * 1024)
    .describe(
      'Longest event that is taken from Stripe, in bytes. A longer one is refused with 413, and Stripe keeps sending it.',
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
      'Private networks that events may be relayed into and remote services called in, as in 10.20.0.0/16, 127.0.0.1/32. Default: none, only public addresses.',
    ),
  TILLSIDE_TRUSTED_PROXIES: list
    .refine((networks) => networks.every((network) => ipaddr.isValidCIDR(network)), {
      error: 'write networks such as 10.0.0.0/8 or fd12:3456::/32, comma-separated',
    })
    .describe(
      'Networks of reverse proxies whose X-Forwarded-For says who called, where hosted, as in 127.0.0.1/32. Default: none, and the address of the connection counts.',
    ),
  TILLSIDE_CONSOLE_SECRET: secrets(
    16,
    'at least 16 characters; make one with: openssl rand -base64 32',
  ).describe(
    'What opens the operator’s page. Several, comma-separated, while you rotate. Default: none, and there is no such page.',
  ),
  TILLSIDE_METRICS_SECRET: secrets(
    16,
    'at least 16 characters; make one with: openssl rand -base64 32',
  ).describe(
    'What /metrics asks for, as Authorization: Bearer …. Several, comma-separated, while you rotate. Default: none; then whoever reaches the port reads /metrics, and on Workers, where everybody does, nobody.',
  ),
  TILLSIDE_CONSOLE_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .optional()
    .describe(
      'Port of the operator’s page on Node; 0 picks a free one. It is another than PORT, because the sidebar’s page runs a script of Missive. Default: the port after PORT.',
    ),
  TILLSIDE_CONSOLE_URL: httpsUrl
    .optional()
    .describe(
      'The https address operators reach their page by, as in https://console.example.com; it has a host name or a port of its own. On Workers a host name, and without this setting the page is closed there.',
    ),
  TILLSIDE_HOSTED: flag
    .default(false)
    .describe(
      'Serve many companies: people sign up and in with their e-mail address on the console’s page. Needs the settings named below it.',
    ),
  TILLSIDE_SIGN_UP: flag
    .default(true)
    .describe(
      'Whether new people may sign up and companies be created, where hosted. With off, people who are known or invited still sign in.',
    ),
  TILLSIDE_SESSION_SECRET: z
    .string()
    .min(32, { error: 'at least 32 characters; make one with: openssl rand -base64 32' })
    .transform((secret) => new Secret(secret))
    .optional()
    .describe(
      'Signs people’s sessions and hashes their sign-in codes, where hosted. Another value signs everybody out.',
    ),
  TILLSIDE_MAIL_FROM: mailbox
    .optional()
    .describe('The sender of mails, where hosted, as in Tillside <hello@till.example.com>.'),
  TILLSIDE_SMTP_URL: z
    .string()
    .refine((text) => isSmtpUrl(text), {
      error:
        'write smtps://user:password@host:465, or smtp://user:password@host:587, which is encrypted with STARTTLS; plain only to this machine',
    })
    .transform((url) => new Secret(url))
    .optional()
    .describe('The mail server on Node, where hosted. On Workers mails go through the binding MAIL instead.'),
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
  TILLSIDE_PLAN_STRIPE_KEY: z
    .string()
    .regex(/^rk_(?:live|test)_[A-Za-z0-9]{16,}$/, {
      error: 'write a restricted key of the Stripe account that sells Tillside: rk_live_… or rk_test_…',
    })
    .transform((text) => ({
      mode: text.startsWith('rk_live_') ? ('live' as const) : ('test' as const),
      key: new Secret(text),
    }))
    .optional()
    .describe(
      'Only where Tillside is hosted for others: restricted key of your own Stripe account, which companies pay into. Write: Customers, Checkout Sessions, Customer portal, Subscriptions. Read: Invoices, Charges, Disputes. Default: none, and nobody pays.',
    ),
  TILLSIDE_PLAN_PRICE: z
    .string()
    .regex(/^price_[A-Za-z0-9_]+$/, { error: 'write the id of a monthly price: price_…' })
    .optional()
    .describe('The price that companies subscribe to, in the account of TILLSIDE_PLAN_STRIPE_KEY.'),
  TILLSIDE_PLAN_WEBHOOK_SECRETS: list
    .refine((values) => values.every((value) => /^whsec_[A-Za-z0-9_+/=-]{16,}$/.test(value)), {
      error: 'write signing secrets that start with whsec_, comma-separated',
    })
    .transform((values) => values.map((value) => ({ name: '', secret: new Secret(value) })))
    .describe(
      'Signing secrets of the endpoint in that account that posts to /webhooks/plan/live or /webhooks/plan/test, comma-separated while you rotate.',
    ),
  TILLSIDE_PLAN_PORTAL: z
    .string()
    .regex(/^bpc_[A-Za-z0-9_]+$/, { error: 'write the id of a portal configuration: bpc_…' })
    .optional()
    .describe('Configuration of the customer portal in that account.'),
  TILLSIDE_PLAN_AUTOMATIC_TAX: flag
    .default(false)
    .describe('Let Stripe compute the tax on the plan; Stripe Tax must be set up in that account.'),
  TILLSIDE_PLAN_TRIAL_SECRET: secrets(32, 'at least 32 characters; make one with: openssl rand -base64 32')
    .transform((values) => values[0])
    .describe(
      'Keys the hashes of Stripe accounts and people that have had a trial. Never change it: with another secret everybody could have a second trial.',
    ),
  TILLSIDE_PLAN_ERASED_AFTER_DAYS: z.coerce
    .number()
    .int()
    .min(31)
    .max(3650)
    .default(90)
    .describe(
      'Days after which the data of a suspended company is erased. It is announced by mail 30 days before.',
    ),
  TILLSIDE_TEAM_DOMAINS: list.describe('Your own mail domains: these addresses are never looked up.'),
  TILLSIDE_TEAM_ADDRESSES: list.describe(
    'Single addresses of your own, such as a shared inbox elsewhere: never looked up.',
  ),
  TILLSIDE_METADATA_KEYS: list.describe(
    'Keys of a customer’s metadata that the sidebar shows under Billing details, comma-separated. Default: none.',
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

export type Settings = z.infer<typeof settings>
