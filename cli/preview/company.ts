// The sample company around the preview's gateway: its in-house services, a service to sign in to, and the signed Stripe App.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { Dashboard, OpenedApp } from 'tillside-preview'
import { simulatedUpstream } from '../../simulator/world/dashboard/upstream.ts'
import { factsOfStripe } from '../../simulator/services/facts-of-stripe.ts'
import { listenServices, type Services } from '../../simulator/services/listen.ts'
import { listenOnLoopback, refuseForeign, type Loopback } from '../../dashboard/loopback/listen.ts'
import { needPreviewPackage } from '../preview-package.ts'
import { createProvider } from '../../simulator/services/oauth/provider.ts'
import type { StripeSimulator } from '../../simulator/stripe/simulator.ts'
import type { LogLine } from '../../simulator/world/log-line.ts'

const root = join(import.meta.dirname, '../..')
const providerClientId = 'tillside-preview'

export type Company = {
  services: Services
  /** More settings of the gateway. */
  settings: Record<string, string>
  signingSecret: string
  close: () => Promise<void>
}

/** The author's configuration if there is one, else the worked examples. */
export const previewDefinitions = (env: Record<string, unknown>): string => {
  const named = env['TILLSIDE_CONFIG']
  const own = typeof named === 'string' && named !== '' ? named : 'tillside.config.ts'
  return existsSync(resolve(own))
    ? resolve(own)
    : join(root, `examples/tillside.config${extname(import.meta.filename)}`)
}

let counter = 0

/** Starts the services, and sets the environment variables that the examples read, as an operator would. */
export async function openCompany(
  simulator: StripeSimulator,
  {
    publish,
    definitions,
    worldUrl,
  }: { publish: (line: LogLine) => void; definitions: string; worldUrl: () => string },
): Promise<Company> {
  const secret = randomBytes(32).toString('base64url')
  const signingSecret = `absec_${randomBytes(24).toString('hex')}`
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`
  const services = await listenServices({
    facts: factsOfStripe(simulator, { nowMs: Date.now() }),
    secret,
    webhookSecret,
    onLine: ({ service, method, path, status, tookMs, requestId }) =>
      publish({
        id: `service-${(counter += 1)}`,
        kind: 'service',
        who: `gateway → ${service}`,
        atMs: Date.now() - tookMs,
        verb: method,
        what: path,
        status,
        tookMs,
        ...(requestId ? { requestId } : {}),
      }),
  })
  const redirects = { live: '', test: '' }
  const provider = await listenProvider(() => {
    redirects.live = `${worldUrl()}apps-oauth/com.tillside.panels`
    redirects.test = `${worldUrl()}test/apps-oauth/com.tillside.panels`
    return Object.values(redirects)
  })
  Object.assign(process.env, {
    ORDERS_URL: services.orders.url,
    ORDERS_WEBHOOK_SECRET: webhookSecret,
    FEATURES_URL: services.features.url,
    ACCESS_URL: services.access.url,
    CHANGES_URL: services.changesUrl,
    SERVICES_SECRET: secret,
    CRM_URL: provider.url,
    CRM_CLIENT_ID: providerClientId,
    APP_RETURN_URL: worldUrl(),
  })
  return {
    services,
    signingSecret,
    settings: {
      TILLSIDE_CONFIG: definitions,
      // The services listen on this machine.
      TILLSIDE_RELAY_NETWORKS: '127.0.0.1/32',
      TILLSIDE_KEKS: `preview:${randomBytes(32).toString('base64')}`,
      STRIPE_APP_SECRETS: signingSecret,
      STRIPE_ACTIONS_KEY: [
        `Kelpie Coffee=${simulator.keys.canWrite}`,
        `Kelpie Coffee=${simulator.keys.canWriteTest}`,
      ].join(','),
    },
    async close() {
      await Promise.all([services.close(), provider.close()])
    },
  }
}

async function listenProvider(redirectUris: () => readonly string[]): Promise<Loopback> {
  let app: ReturnType<typeof createProvider>['app'] | undefined
  // Created at the first request: the redirect URIs are known once everything listens.
  const open = () =>
    (app ??= createProvider({ clientId: providerClientId, redirectUris: redirectUris() }).app)
  const listener = getRequestListener((request) => open().fetch(request), { overrideGlobalObjects: false })
  return listenOnLoopback({
    // The consent page contains a form, and tokens are requested with forms.
    refuse: (request, port) => refuseForeign(request, port, { takesForms: () => true }),
    handle: (request, response) => void listener(request, response),
  })
}

/** Points the app at this gateway, whose address is only known at run time. */
function pointedAt(app: OpenedApp, gatewayUrl: string): OpenedApp {
  const base = `${gatewayUrl}/stripe-app/`
  const point = (state: ReturnType<OpenedApp['state']>) => ({
    ...state,
    manifest: {
      ...state.manifest,
      constants: { ...state.manifest.constants, API_BASE: base },
      ui_extension: {
        ...state.manifest.ui_extension,
        content_security_policy: {
          ...state.manifest.ui_extension.content_security_policy,
          'connect-src': [base],
        },
      },
    },
  })
  return {
    ...app,
    state: () => point(app.state()),
    subscribe: (listener) => app.subscribe((state) => listener(point(state))),
    close: () => app.close(),
  }
}

export type CompanyDashboard = { handle: Dashboard['handle']; close: () => Promise<void> }

/** The simulated Dashboard with the real Stripe App, built from its sources. */
export async function openCompanyDashboard(
  simulator: StripeSimulator,
  {
    gatewayUrl,
    signingSecret,
    token,
    watch,
  }: { gatewayUrl: string; signingSecret: string; token: string; watch: boolean },
): Promise<CompanyDashboard> {
  const { createDashboard, openApp } = await needPreviewPackage()
  const app = await openApp({ folder: join(root, 'stripe-app'), watch })
  const dashboard = createDashboard({
    app: pointedAt(app, gatewayUrl),
    upstream: simulatedUpstream(simulator),
    account: { id: simulator.accounts.eu, name: 'Kelpie Coffee', country: 'DE' },
    signingSecrets: () => [signingSecret],
    token,
    prefix: '/dashboard',
    watching: watch,
  })
  return {
    handle: (request, response, port) => dashboard.handle(request, response, port),
    async close() {
      dashboard.close()
      await app.close()
    },
  }
}
