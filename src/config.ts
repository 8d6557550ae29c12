// The settings: read from the environment (Node) or bindings (Workers), checked together, passed down frozen.

import type { z } from 'zod'
import { didYouMean } from '#did-you-mean.ts'
import { keyLink, readFeatures } from '#permissions.ts'
import { findContradictions } from './config/checks.ts'
import { settings, type Settings } from './config/settings.ts'

/** The checked settings. */
export type Config = Readonly<ReturnType<typeof toConfig>>

function toConfig(env: Settings) {
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.TILLSIDE_PUBLIC_URL,
    databaseUrl: env.DATABASE_URL,
    dataDir: env.TILLSIDE_DATA_DIR,
    drainSeconds: env.TILLSIDE_DRAIN_SECONDS,
    stripeKeys: env.STRIPE_API_KEY,
    stripeActionsKeys: env.STRIPE_ACTIONS_KEY,
    stripeAppSecrets: env.STRIPE_APP_SECRETS,
    stripeAppAccounts: env.STRIPE_APP_ACCOUNTS,
    stripeAppPlainSignatures: env.STRIPE_APP_PLAIN_SIGNATURES,
    stripeAppAccountSignatures: env.STRIPE_APP_ACCOUNT_SIGNATURES,
    webhookSecrets: { live: env.STRIPE_WEBHOOK_SECRETS_LIVE, test: env.STRIPE_WEBHOOK_SECRETS_TEST },
    uninstalledKeptDays: env.TILLSIDE_UNINSTALLED_KEPT_DAYS,
    eventsKeptDays: env.TILLSIDE_EVENTS_KEPT_DAYS,
    eventBytesMax: env.TILLSIDE_EVENT_BYTES_MAX,
    relayNetworks: env.TILLSIDE_RELAY_NETWORKS,
    consoleSecrets: env.TILLSIDE_CONSOLE_SECRET,
    metricsSecrets: env.TILLSIDE_METRICS_SECRET,
    consolePort: env.TILLSIDE_CONSOLE_PORT,
    consoleUrl: env.TILLSIDE_CONSOLE_URL,
    trustedProxies: env.TILLSIDE_TRUSTED_PROXIES,
    hosted: env.TILLSIDE_HOSTED,
    signUp: env.TILLSIDE_SIGN_UP,
    sessionSecret: env.TILLSIDE_SESSION_SECRET,
    mailFrom: env.TILLSIDE_MAIL_FROM,
    smtpUrl: env.TILLSIDE_SMTP_URL,
    missiveApi: env.TILLSIDE_MISSIVE_API.replace(/(?<!\/)\/+$/, ''),
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
    metadataKeys: env.TILLSIDE_METADATA_KEYS,
    stripeReadsPerMonth: env.TILLSIDE_STRIPE_READS_PER_MONTH,
    sidebarOrigins: env.TILLSIDE_SIDEBAR_ORIGINS,
    sidebarGateways: env.TILLSIDE_SIDEBAR_GATEWAYS,
    missiveScript: env.TILLSIDE_MISSIVE_SCRIPT,
    logLevel: env.TILLSIDE_LOG_LEVEL,
    plan: planOf(env),
  })
}

/** What companies pay for Tillside, where it is hosted for others. The checks have seen to it that nothing is missing. */
function planOf(env: Settings) {
  const {
    TILLSIDE_PLAN_STRIPE_KEY: stripeKey,
    TILLSIDE_PLAN_PRICE: price,
    TILLSIDE_PLAN_PORTAL: portal,
  } = env
  const trialSecret = env.TILLSIDE_PLAN_TRIAL_SECRET
  if (!stripeKey || price === undefined || portal === undefined || !trialSecret) return undefined
  return Object.freeze({
    stripeKey,
    price,
    portal,
    trialSecret,
    webhookSecrets: env.TILLSIDE_PLAN_WEBHOOK_SECRETS,
    automaticTax: env.TILLSIDE_PLAN_AUTOMATIC_TAX,
    erasedAfterDays: env.TILLSIDE_PLAN_ERASED_AFTER_DAYS,
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

/** Stripe's form with the boxes ticked, after the refusal of a secret key; the key for actions needs other boxes. */
function linkAfter(issue: z.core.$ZodIssue, env: Record<string, unknown>): string {
  const mode: unknown = issue.code === 'custom' ? issue.params?.['linkFor'] : undefined
  if (issue.path[0] !== 'STRIPE_API_KEY' || (mode !== 'live' && mode !== 'test')) return ''
  return `. Stripe’s form with the boxes ticked: ${keyLink({ mode, features: readFeatures(env) })}`
}

/** better-auth reads its own variables even where its options are set: one could add a trusted origin or send telemetry. */
const foreignSettings = ({ TILLSIDE_HOSTED }: Settings, env: Record<string, unknown>): string[] =>
  TILLSIDE_HOSTED
    ? Object.keys(env)
        .filter((name) => name.startsWith('BETTER_AUTH_'))
        .map((name) => `${name}: remove this variable; it would change how people sign in`)
    : []

/** Parses the settings or throws a `ConfigError` that lists every problem. An empty value counts as absent. */
export function parseConfig(env: Record<string, unknown>): Config {
  const given = ownSettings(env)
  const parsed = settings.safeParse(given)
  if (!parsed.success) {
    const known = Object.keys(settings.shape)
    const problems: string[] = []
    for (const issue of parsed.error.issues) {
      if (issue.code === 'unrecognized_keys') {
        problems.push(
          ...issue.keys.map(
            (name) =>
              `${name}: there is no such setting${didYouMean(name, known) || '; see docs/reference/config.md'}`,
          ),
        )
      } else {
        problems.push(`${String(issue.path[0])}: ${issue.message}${linkAfter(issue, env)}`)
      }
    }
    throw new ConfigError([...new Set(problems)])
  }
  const contradictions = [...findContradictions(parsed.data), ...foreignSettings(parsed.data, env)]
  if (contradictions.length > 0) throw new ConfigError(contradictions)
  return toConfig(parsed.data)
}
