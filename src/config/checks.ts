// Settings that are right each by itself, and wrong together.

import type { Settings } from './settings.ts'

/** What is wrong, by the name of the setting to change. */
export const findContradictions = (env: Settings): string[] => [
  ...organizationKeys(env),
  ...proxySecret(env),
  ...strangeSecretNames(env),
  ...sharedConsole(env),
  ...hosted(env),
  ...incompletePlan(env),
]

/** An organization's keys must be allowed, and need names that tell their accounts apart. */
function organizationKeys(env: Settings): string[] {
  const keys = env.STRIPE_API_KEY
  const ofOrganization = keys.filter(({ context }) => context !== undefined)
  if (ofOrganization.length === 0) return []
  const isNameless = ofOrganization.some(
    ({ name, mode }) => name === undefined && keys.filter((key) => key.mode === mode).length > 1,
  )
  return [
    ...(env.TILLSIDE_ALLOW_ORG_KEY
      ? []
      : [
          'STRIPE_API_KEY: an organization key (sk_org_…) needs TILLSIDE_ALLOW_ORG_KEY=on, and read permissions only',
        ]),
    ...(isNameless
      ? ['STRIPE_API_KEY: name each account of an organization, as in Kelpie EU=sk_org_live_…@acct_…']
      : []),
  ]
}

/** Without a secret for callers nobody could be let in. */
const proxySecret = (env: Settings): string[] =>
  env.STRIPE_API_KEY.length > 0 && env.TILLSIDE_PROXY_SECRET.length === 0
    ? ['TILLSIDE_PROXY_SECRET: missing; nobody could be let in. Make one with: openssl rand -base64 32']
    : []

/** A signing secret is named after an account; any other name would be for none. */
function strangeSecretNames(env: Settings): string[] {
  const named = (mode: 'live' | 'test') =>
    env.STRIPE_API_KEY.filter((key) => key.mode === mode).map(({ name }) => name ?? '')
  const known = { STRIPE_WEBHOOK_SECRETS_LIVE: named('live'), STRIPE_WEBHOOK_SECRETS_TEST: named('test') }
  return (['STRIPE_WEBHOOK_SECRETS_LIVE', 'STRIPE_WEBHOOK_SECRETS_TEST'] as const).flatMap((setting) =>
    env[setting].some(({ name }) => name !== '' && !known[setting].includes(name))
      ? [`${setting}: a name before = is none of STRIPE_API_KEY in this mode`]
      : [],
  )
}

/** The sidebar's page runs a script of Missive, which could read every page of its own origin. */
function sharedConsole(env: Settings): string[] {
  const { PORT, TILLSIDE_CONSOLE_PORT, TILLSIDE_CONSOLE_URL, TILLSIDE_PUBLIC_URL } = env
  const originOf = (url: string | undefined) => (url === undefined ? undefined : new URL(url).origin)
  const console = originOf(TILLSIDE_CONSOLE_URL)
  return [
    ...(PORT !== 0 && TILLSIDE_CONSOLE_PORT === PORT
      ? [
          'TILLSIDE_CONSOLE_PORT: choose another port than PORT; the console shares no address with the sidebar',
        ]
      : []),
    ...(console !== undefined && console === originOf(TILLSIDE_PUBLIC_URL)
      ? [
          'TILLSIDE_CONSOLE_URL: choose another host name or port than that of TILLSIDE_PUBLIC_URL; the console shares no address with the sidebar',
        ]
      : []),
  ]
}

/** What people's sign-in needs. Passkeys belong to a host name, which an IP address is not. */
function hosted(env: Settings): string[] {
  if (!env.TILLSIDE_HOSTED) return []
  const missing = (name: keyof Settings, how: string) =>
    env[name] === undefined ? [`${name}: missing; TILLSIDE_HOSTED=on needs ${how}`] : []
  const hostname = env.TILLSIDE_CONSOLE_URL === undefined ? '' : new URL(env.TILLSIDE_CONSOLE_URL).hostname
  return [
    ...missing('TILLSIDE_CONSOLE_URL', 'the https address of the page where people sign in'),
    ...(/^[\d.]+$|^\[/.test(hostname)
      ? ['TILLSIDE_CONSOLE_URL: write a host name; passkeys do not work with an IP address']
      : []),
    ...missing('TILLSIDE_SESSION_SECRET', 'a secret; make one with: openssl rand -base64 32'),
    ...missing('TILLSIDE_MAIL_FROM', 'a sender for sign-in codes'),
    ...(env.TILLSIDE_KEKS.length === 0
      ? [
          'TILLSIDE_KEKS: missing; TILLSIDE_HOSTED=on needs a key that seals stored secrets; make one with: echo "k1:$(openssl rand -base64 32)"',
        ]
      : []),
  ]
}

/** Selling needs all of them. */
function incompletePlan(env: Settings): string[] {
  if (env.TILLSIDE_PLAN_STRIPE_KEY === undefined) return []
  const needed = {
    TILLSIDE_PLAN_PRICE: env.TILLSIDE_PLAN_PRICE,
    TILLSIDE_PLAN_PORTAL: env.TILLSIDE_PLAN_PORTAL,
    TILLSIDE_PLAN_WEBHOOK_SECRETS: env.TILLSIDE_PLAN_WEBHOOK_SECRETS[0],
    TILLSIDE_PLAN_TRIAL_SECRET: env.TILLSIDE_PLAN_TRIAL_SECRET,
  }
  return Object.entries(needed).flatMap(([name, value]) =>
    value === undefined ? [`${name}: missing; TILLSIDE_PLAN_STRIPE_KEY needs it`] : [],
  )
}
