// The settings: every refusal names the setting and says what to do, and none repeats what was given.

import { describe, expect, test } from 'vitest'
import { ConfigError, parseConfig } from './config.ts'
import { describeSettings } from './config/describe.ts'
import { keyLink } from '#permissions.ts'

const secret = 'x'.repeat(20)
const working = { STRIPE_API_KEY: 'rk_live_12345678', TILLSIDE_PROXY_SECRET: secret }

function problemsOf(env: Record<string, unknown>): readonly string[] {
  try {
    parseConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('each wrong setting is refused by its name, with what to do', () => {
  const cases: [name: string, value: string, says: RegExp][] = [
    ['STRIPE_APP_SECRETS', 'whsec_0123456789abcdef0123', /start with absec_/],
    ['STRIPE_APP_ACCOUNTS', 'cus_0123456789', /acct_/],
    ['STRIPE_ACTIONS_KEY', 'sk_live_abcdefgh1234', /secret key .* is refused/],
    ['TILLSIDE_KEKS', 'k1:tooshort', /openssl rand/],
    ['STRIPE_WEBHOOK_SECRETS_LIVE', 'absec_0123456789abcdef0123', /start with whsec_/],
    ['STRIPE_WEBHOOK_SECRETS_TEST', 'Kelpie=whsec_0123456789abcdef', /none of STRIPE_API_KEY/],
    ['TILLSIDE_PLAN_STRIPE_KEY', 'sk_live_0123456789abcdef', /restricted key/],
    ['TILLSIDE_PLAN_PRICE', 'prod_1', /price_/],
    ['TILLSIDE_PLAN_PORTAL', 'cus_1', /bpc_/],
    ['TILLSIDE_PLAN_WEBHOOK_SECRETS', 'absec_0123456789abcdef', /start with whsec_/],
    ['TILLSIDE_PLAN_TRIAL_SECRET', 'short', /openssl rand/],
    ['TILLSIDE_PLAN_ERASED_AFTER_DAYS', '30', /TILLSIDE_PLAN_ERASED_AFTER_DAYS: /],
    ['TILLSIDE_UNINSTALLED_KEPT_DAYS', '-10000', /TILLSIDE_UNINSTALLED_KEPT_DAYS: /],
    ['TILLSIDE_EVENTS_KEPT_DAYS', '29.5', /TILLSIDE_EVENTS_KEPT_DAYS: /],
    ['TILLSIDE_RELAY_NETWORKS', 'my-network', /10.0.0.0/],
    ['TILLSIDE_CONSOLE_SECRET', 'tooshort', /openssl rand/],
    ['TILLSIDE_MISSIVE_API', 'http://missive.example', /plain http/],
    ['PORT', '70000', /PORT: /],
    ['PORT', '47.5', /PORT: /],
    ['PORT', 'http', /PORT: /],
    ['TILLSIDE_PUBLIC_URL', 'my-till.test', /full address/],
    ['TILLSIDE_PUBLIC_URL', 'http://till.example.com', /plain http .* only to this machine/],
    ['DATABASE_URL', 'mysql://root@host/db', /postgres:\/\//],
    ['STRIPE_API_KEY', 'sk_live_abcdefgh1234', /secret key .* is refused; make a restricted key/],
    ['STRIPE_API_KEY', 'sk_test_abcdefgh1234', /secret key .* is refused; make a restricted key/],
    ['STRIPE_API_KEY', 'pk_live_abcdefgh1234', /publishable key/],
    ['STRIPE_API_KEY', 'hello-world-this-is-it', /starts with rk_live_ or rk_test_/],
    ['STRIPE_API_KEY', 'rk_live_short', /starts with rk_live_ or rk_test_/],
    ['STRIPE_API_KEY', 'sk_org_live_abcdefgh1234@acct_1', /TILLSIDE_ALLOW_ORG_KEY=on/],
    ['STRIPE_API_KEY', 'sk_org_live_abcdefgh1234', /write the account it is used for after it/],
    ['STRIPE_API_KEY', 'rk_live_abcdefgh1234@acct_1', /take away the @acct_/],
    ['STRIPE_API_BASE', 'http://stripe.example.com', /plain http/],
    ['TILLSIDE_ALLOW_ORG_KEY', 'maybe-later', /write on or off/],
    ['TILLSIDE_PROXY_HEADER', 'X API KEY', /letters, digits, hyphens/],
    ['TILLSIDE_PROXY_HEADER', 'AUTHORIZATION', /choose another/],
    ['TILLSIDE_PROXY_HEADER', 'cookie', /choose another/],
    ['TILLSIDE_PROXY_SECRET', 'tooshort', /openssl rand/],
    ['TILLSIDE_PROXY_SECRET', `${secret},tooshort`, /openssl rand/],
    ['TILLSIDE_PROXY_ALLOW', 'PATCH /v1/coupons', /write rules such as/],
    ['TILLSIDE_PROXY_ALLOW', 'GET https://evil.example', /write rules such as/],
    ['TILLSIDE_PROXY_ACCOUNTS', 'cus_notanaccount', /acct_/],
    ['TILLSIDE_SIDEBAR_ORIGINS', 'https://till.example.com/path', /write origins/],
    ['TILLSIDE_SIDEBAR_ORIGINS', '*://*', /write origins/],
    ['TILLSIDE_SIDEBAR_GATEWAYS', 'my-till.test', /write origins/],
    ['TILLSIDE_MISSIVE_SCRIPT', 'http://missive.example/missive.js', /plain http/],
    ['TILLSIDE_LOG_LEVEL', 'chatty-level', /TILLSIDE_LOG_LEVEL: /],
  ]
  for (const [name, value, says] of cases) {
    test(`${name} as ${value.split(secret).join('…')}`, () => {
      const problems = problemsOf({ ...working, [name]: value })
      expect(problems).toHaveLength(1)
      expect(problems[0]).toMatch(new RegExp(`^${name}: `))
      expect(problems[0]).toMatch(says)
      expect(problems[0]).not.toContain(value)
    })
  }
})

test('all wrong settings are reported at once', () => {
  const problems = problemsOf({
    PORT: 'x',
    STRIPE_API_KEY: 'sk_live_abcdefgh1234',
    TILLSIDE_LOG_LEVEL: 'chatty',
  })
  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'PORT',
    'STRIPE_API_KEY',
    'TILLSIDE_LOG_LEVEL',
  ])
})

test('the refusal of a secret key offers Stripe’s form with the boxes ticked, in the mode of that key', () => {
  const linkIn = (env: Record<string, unknown>) =>
    /https:\/\/dashboard\.stripe\.com\S+/.exec(problemsOf({ ...working, ...env }).join('\n'))?.[0]
  const secretKey = { STRIPE_API_KEY: 'sk_live_abcdefgh1234' }
  expect(linkIn(secretKey)).toBe(keyLink({ mode: 'live', features: { events: false } }))
  expect(linkIn({ ...secretKey, STRIPE_WEBHOOK_SECRETS_LIVE: 'whsec_0123456789abcdef' })).toBe(
    keyLink({ mode: 'live', features: { events: true } }),
  )
  expect(linkIn({ STRIPE_API_KEY: 'sk_test_abcdefgh1234' })).toContain('.com/test/apikeys/create?')
  expect(linkIn({ STRIPE_ACTIONS_KEY: 'sk_live_abcdefgh1234' })).toBeUndefined()
})

test('a misspelt name of ours is refused; names of others are ignored', () => {
  expect(problemsOf({ ...working, TILLSIDE_PROXY_SECERT: 'value-of-the-typo' })).toEqual([
    'TILLSIDE_PROXY_SECERT: there is no such setting; did you mean "TILLSIDE_PROXY_SECRET"?',
  ])
  expect(problemsOf({ ...working, PATH: '/bin', HOSTNAME: 'box', STRIPE_DEVICE_NAME: 'x' })).toEqual([])
})

test('a Stripe key without a proxy secret is refused: nobody could be let in', () => {
  expect(problemsOf({ STRIPE_API_KEY: 'rk_live_12345678' })).toEqual([
    expect.stringMatching(/^TILLSIDE_PROXY_SECRET: missing.*openssl rand -base64 32$/),
  ])
})

test('a key to sell with needs everything else that selling needs, and one key of one mode is enough', () => {
  const plan = { TILLSIDE_PLAN_STRIPE_KEY: 'rk_test_0123456789abcdef' }
  expect(problemsOf(plan)).toEqual(
    ['PRICE', 'PORTAL', 'WEBHOOK_SECRETS', 'TRIAL_SECRET'].map(
      (name) => `TILLSIDE_PLAN_${name}: missing; TILLSIDE_PLAN_STRIPE_KEY needs it`,
    ),
  )
  const whole = parseConfig({
    ...plan,
    TILLSIDE_PLAN_PRICE: 'price_1',
    TILLSIDE_PLAN_PORTAL: 'bpc_1',
    TILLSIDE_PLAN_WEBHOOK_SECRETS: 'whsec_0123456789abcdef',
    TILLSIDE_PLAN_TRIAL_SECRET: 'x'.repeat(32),
  })
  expect([whole.plan?.stripeKey.mode, whole.plan?.erasedAfterDays]).toEqual(['test', 90])
  expect(JSON.stringify(whole.plan)).not.toMatch(/0123456789abcdef|xxxx/)
})

test('without settings everything has its safe default', () => {
  expect(parseConfig({})).toEqual({
    host: '127.0.0.1',
    port: 4747,
    publicUrl: undefined,
    databaseUrl: undefined,
    dataDir: './data',
    stripeKeys: [],
    stripeActionsKeys: [],
    stripeAppSecrets: [],
    stripeAppAccounts: [],
    stripeAppPlainSignatures: false,
    stripeAppAccountSignatures: false,
    webhookSecrets: { live: [], test: [] },
    uninstalledKeptDays: 30,
    eventsKeptDays: 90,
    drainSeconds: 0,
    eventBytesMax: 1_048_576,
    relayNetworks: [],
    consoleSecrets: [],
    metricsSecrets: [],
    trustedProxies: [],
    hosted: false,
    signUp: true,
    missiveApi: 'https://public.missiveapp.com/v1',
    definitionsFile: './tillside.config.ts',
    keks: [],
    stripeApiBase: 'https://api.stripe.com',
    proxyHeader: 'X-API-KEY',
    proxySecrets: [],
    proxyAllow: [],
    proxyAccounts: [],
    teamDomains: [],
    teamAddresses: [],
    domainMatch: false,
    metadataKeys: [],
    sidebarOrigins: [],
    sidebarGateways: [],
    missiveScript: 'https://integrations.missiveapp.com/missive.js',
    logLevel: 'info',
  })
})

test('signing secrets and key-encryption keys print nothing of themselves', () => {
  const kek = `k1:${'A'.repeat(43)}=`
  const { stripeAppSecrets, keks } = parseConfig({
    STRIPE_APP_SECRETS: `absec_${'a'.repeat(32)}`,
    TILLSIDE_KEKS: kek,
  })
  expect(JSON.stringify([stripeAppSecrets, keks])).toBe('[["[secret]"],[{"id":"k1","key":"[secret]"}]]')
})

test('an empty value counts as absent', () => {
  expect(parseConfig({ PORT: '', STRIPE_API_KEY: '', DATABASE_URL: '' }).port).toBe(4747)
})

test('several keys, named or not, keep their order and tell their mode', () => {
  const { stripeKeys } = parseConfig({
    ...working,
    STRIPE_API_KEY: 'Kelpie EU=rk_live_aaaaaaaa, rk_test_bbbbbbbb ,Kelpie US = rk_live_cccccccc',
  })
  expect(stripeKeys.map(({ name, mode }) => [name, mode])).toEqual([
    ['Kelpie EU', 'live'],
    [undefined, 'test'],
    ['Kelpie US', 'live'],
  ])
})

test('an organization key starts the gateway only when that is said explicitly', () => {
  const config = parseConfig({
    ...working,
    STRIPE_API_KEY: 'EU=sk_org_live_abcdefgh1234@acct_1,US=sk_org_live_abcdefgh1234@acct_2',
    TILLSIDE_ALLOW_ORG_KEY: 'on',
  })
  expect(config.stripeKeys).toMatchObject([
    { name: 'EU', mode: 'live', context: 'acct_1' },
    { name: 'US', mode: 'live', context: 'acct_2' },
  ])
  const nameless = { STRIPE_API_KEY: 'EU=sk_org_live_abcdefgh1234@acct_1,sk_org_live_abcdefgh1234@acct_2' }
  expect(() => parseConfig({ ...working, ...nameless, TILLSIDE_ALLOW_ORG_KEY: 'on' })).toThrow(
    /name each account/,
  )
})

test('domains and addresses of the team are compared in lower case, domains without the @', () => {
  const config = parseConfig({
    TILLSIDE_TEAM_DOMAINS: '@Kelpie.Example, b.example',
    TILLSIDE_TEAM_ADDRESSES: 'Ann@X.example',
  })
  expect(config.teamDomains).toEqual(['kelpie.example', 'b.example'])
  expect(config.teamAddresses).toEqual(['ann@x.example'])
})

test('plain http is taken to this machine', () => {
  expect(parseConfig({ STRIPE_API_BASE: 'http://127.0.0.1:4749/' }).stripeApiBase).toBe(
    'http://127.0.0.1:4749',
  )
  expect(parseConfig({ STRIPE_API_BASE: 'http://[::1]:4749' }).stripeApiBase).toBe('http://[::1]:4749')
})

test('the settings cannot be changed afterwards, and print no secret', () => {
  const config = parseConfig({ ...working, DATABASE_URL: 'postgres://u:hunter2@h/d' })
  expect(Object.isFrozen(config)).toBe(true)
  const printed = JSON.stringify(config)
  expect(printed).not.toMatch(/rk_live|hunter2|xxxxx/)
  expect(printed).toContain('[secret]')
})

test('each setting has a description, and no secret a default', () => {
  const settings = describeSettings()
  expect(settings.filter(({ description }) => description === '')).toEqual([])
  const defaults = Object.fromEntries(settings.map(({ name, default: value }) => [name, value]))
  expect(defaults).toMatchObject({
    STRIPE_API_KEY: '',
    TILLSIDE_PROXY_SECRET: '',
    DATABASE_URL: '',
    PORT: '4747',
  })
})

test('the console shares neither port nor origin with the sidebar', () => {
  const named = (env: Record<string, string>) => {
    try {
      parseConfig(env)
      return ''
    } catch (error) {
      return String(error)
    }
  }
  expect(named({ PORT: '5000', TILLSIDE_CONSOLE_PORT: '5000' })).toContain('TILLSIDE_CONSOLE_PORT: ')
  expect(named({ TILLSIDE_CONSOLE_PORT: '4747' })).toContain('TILLSIDE_CONSOLE_PORT: ')
  expect(named({ PORT: '0', TILLSIDE_CONSOLE_PORT: '0' })).toBe('')
  const publicUrl = { TILLSIDE_PUBLIC_URL: 'https://till.example.com' }
  const consoleAt = (url: string) => named({ ...publicUrl, TILLSIDE_CONSOLE_URL: url })
  expect(consoleAt('https://till.example.com:443/console/')).toContain('TILLSIDE_CONSOLE_URL: ')
  expect(consoleAt('https://till.example.com:8443')).toBe('')
  expect(consoleAt('https://console.till.example.com')).toBe('')
})
