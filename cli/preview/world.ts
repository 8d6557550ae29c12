// The preview world in one process: a simulated inbox, the gateway with the real sidebar, a simulated Stripe.

import { randomBytes } from 'node:crypto'
import { ConfigError } from '#config.ts'
import { startGateway } from '../../runtimes/node/start.ts'
import { sharedInbox, teammates } from '../../simulator/missive/people.ts'
import { createStripeSimulator, type StripeSimulator } from '../../simulator/stripe/simulator.ts'
import { createToken, isOwnHost } from '../../dashboard/loopback/listen.ts'
import { listenStripe } from '../../simulator/stripe/listen.ts'
import type { Fault } from '../../simulator/world/facts.ts'
import { listenWorld } from '../../simulator/world/listen.ts'
import type { LogLine } from '../../simulator/world/log-line.ts'
import { readDashboard } from '../../simulator/world/dashboard/objects.ts'
import { listenRelay } from '../../simulator/world/relay.ts'
import { createStripeFaults } from '../../simulator/world/stripe-faults.ts'
import {
  openCompany,
  openCompanyDashboard,
  previewDefinitions,
  type Company,
  type CompanyDashboard,
} from './company.ts'
import { handlerRunLine, planEvents } from './events.ts'
import { openMissive } from './missive.ts'
import { openHostedPreview } from './hosted.ts'
import { leaveNote } from './note.ts'

export type PreviewOptions = {
  /** No line on standard output. */
  quiet?: boolean
  /** Where the gateway stores pins and connection keys; by default only in memory. */
  databaseFile?: string
  /** More settings of the gateway. */
  settings?: Record<string, string>
  /** Instead of the author's own tillside.config.ts, or the worked examples. */
  definitions?: string
  /** Rebuild the Stripe App when its sources change. */
  watchApp?: boolean
  /** How long each request to the gateway and to Stripe is delayed. */
  holdMs?: () => number
}

export type Preview = {
  /** The address of the preview's page. */
  url: string
  gatewayUrl: string
  stripeUrl: string
  /** Authenticates requests to its servers, in the header `X-Preview-Token`; generated at each start. */
  token: string
  /** The proxy secret of this start. */
  secret: string
  /** The address of the console. */
  consoleUrl: string
  /** The console's secret, generated at each start. */
  operatorSecret: string
  /** Where mails arrive, with TILLSIDE_HOSTED=on. */
  mailboxUrl?: string
  /** The simulated Stripe itself. */
  simulator: StripeSimulator
  control: (fault: Fault) => void
  /** The sample company's services, with switches for trouble. */
  services: Company['services']
  close(): Promise<void>
}

const firstPort = 4747
/** Keys are random, as secret as Stripe's own, because those of the seed are public in these sources. */
const randomLetters = () => randomBytes(20).toString('hex')
const headerName = 'X-API-KEY'

type PreviewPorts = Record<'world' | 'gateway' | 'stripe' | 'console' | 'mailbox', number>

/** `PORT` and the three after it; with 0 any free ones. */
function portsFrom(env: Record<string, unknown>): PreviewPorts {
  const first = Number(env['PORT'] || firstPort)
  if (!Number.isInteger(first) || first < 0 || first > 65_531) {
    throw new ConfigError(['PORT: write a number up to 65531, or 0 for any free ports'])
  }
  return first === 0
    ? { world: 0, gateway: 0, stripe: 0, console: 0, mailbox: 0 }
    : { world: first, gateway: first + 1, stripe: first + 2, console: first + 3, mailbox: first + 4 }
}

/** Explains which port is taken and what to do; rethrows any other error. */
async function onPort<T>(port: number, listen: () => Promise<T>): Promise<T> {
  try {
    return await listen()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new ConfigError([
      `PORT: ${port} is in use by another program. The preview needs five ports in a row: stop that program, or start with PORT=5000, or PORT=0 for any free ports.`,
    ])
  }
}

type Closable = { close(): Promise<void> }

/** Starts everything; one `close()` stops everything. */
export async function startPreview(
  env: Record<string, unknown> = {},
  options: PreviewOptions = {},
): Promise<Preview> {
  const started: Closable[] = []
  const close = async () => {
    for (const part of started.splice(0).reverse()) await part.close()
  }
  try {
    const preview = await startParts(env, started, options)
    if (!options.quiet) process.stdout.write(`${greeting(preview)}\n`)
    return { ...preview, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startParts(
  env: Record<string, unknown>,
  started: Closable[],
  options: PreviewOptions,
): Promise<Omit<Preview, 'close'>> {
  const ports = portsFrom(env)
  const secret = randomBytes(24).toString('base64url')
  const token = createToken()
  const operatorSecret = randomBytes(18).toString('base64url')
  const listeners = new Set<(line: LogLine) => void>()
  const publish = (line: LogLine) => {
    for (const listener of listeners) listener(line)
  }
  const keep = <T extends Closable>(part: T): T => {
    started.push(part)
    return part
  }

  const simulator = createStripeSimulator({ keyLetters: randomLetters })
  const faults = createStripeFaults(simulator, publish, options.holdMs)
  const stripe = keep(
    await onPort(ports.stripe, () => listenStripe(faults.simulator, { port: ports.stripe, token })),
  )
  let gatewayPort = 0
  const relay = keep(
    await onPort(ports.gateway, () =>
      listenRelay({
        port: ports.gateway,
        targetPort: () => gatewayPort,
        onLine: publish,
        holdMs: options.holdMs,
      }),
    ),
  )
  const missive = keep(await openMissive(publish))
  const events = planEvents(simulator)
  const hosted = await openHostedPreview(env, ports, onPort)
  if (hosted) keep(hosted)
  const control = (fault: Fault) => {
    relay.setOnline(fault !== 'offline')
    missive.setLimited(fault === 'missive_limited')
    faults.set(fault)
  }
  const onReading = (problem: string | undefined, warnings: readonly string[]) => {
    publish(definitionsLine(problem))
    for (const warning of warnings) {
      publish({ ...definitionsLine(warning), status: 200 })
      if (!options.quiet) process.stderr.write(`tillside.config.ts: ${warning}\n`)
    }
  }
  let worldUrl = ''
  let consoleUrl = ''
  let dashboard: CompanyDashboard | undefined
  const company = keep(
    await openCompany(simulator, {
      publish,
      definitions: options.definitions ?? previewDefinitions(env),
      worldUrl: () => worldUrl,
    }),
  )
  const world = keep(
    await onPort(ports.world, () =>
      listenWorld({
        port: ports.world,
        token,
        gatewayUrl: relay.url,
        sidebarUrl: `${relay.url}/sidebar/`,
        consoleUrl: () => consoleUrl,
        settings: {
          tillside: { version: 1, kind: 'gateway', url: relay.url, headerName, headerValue: secret },
        },
        olderSettings: {
          backend_config: {
            type: 'custom',
            proxyUrl: `${relay.url}/stripe`,
            headerName,
            headerValue: secret,
          },
        },
        control,
        dashboard: async (request, response, port) =>
          (await dashboard?.handle(request, response, port)) ?? false,
        readDashboard: (request) => readDashboard(simulator, request),
        subscribe: (listener) => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        subscribePosts: missive.subscribePosts,
      }),
    ),
  )
  worldUrl = world.url
  process.env['APP_RETURN_URL'] = world.url
  const { signingSecret } = company
  dashboard = keep(
    await openCompanyDashboard(simulator, {
      gatewayUrl: relay.url,
      signingSecret,
      token,
      watch: options.watchApp ?? false,
    }),
  )
  const gateway = keep(
    await onPort(hosted?.consolePort ?? ports.console, () =>
      startGateway(
        {
          HOST: '127.0.0.1',
          PORT: '0',
          STRIPE_API_BASE: stripe.url,
          STRIPE_API_KEY: [
            `Kelpie Coffee=${simulator.keys.live}`,
            `Kelpie Coffee US=${simulator.keys.us}`,
            `Kelpie Coffee=${simulator.keys.test}`,
          ].join(','),
          TILLSIDE_PUBLIC_URL: relay.url,
          // On, so that customers with an unknown sender's company domain are offered, but not for a gmail.com address.
          TILLSIDE_DOMAIN_MATCH: 'on',
          TILLSIDE_PROXY_HEADER: headerName,
          TILLSIDE_PROXY_SECRET: secret,
          TILLSIDE_CONSOLE_SECRET: operatorSecret,
          TILLSIDE_CONSOLE_PORT: String(hosted?.consolePort ?? ports.console),
          // Not the whole domain: the company's own trial customer, in test mode, has an address there.
          TILLSIDE_TEAM_ADDRESSES: [...teammates.map(({ email }) => email), sharedInbox.address].join(','),
          TILLSIDE_MISSIVE_SCRIPT: `${world.url}missive.js`,
          ...company.settings,
          ...missive.settings,
          ...events.settings,
          ...hosted?.settings,
          ...options.settings,
        },
        {
          quiet: true,
          databaseFile: options.databaseFile ?? ':memory:',
          extensions: { watch: true, onReading },
          prepare: missive.prepare,
          // Requests come through the relay, which keeps their Host header.
          isOwnHost: (host, port) => isOwnHost(host, port) || isOwnHost(host, relay.port),
          onHandlerRun: (report) => publish(handlerRunLine(report)),
          ...(hosted ? { mail: hosted.mail } : {}),
        },
      ),
    ),
  )
  gatewayPort = gateway.port
  consoleUrl = hosted?.signInUrl ?? `${gateway.consoleUrl}/console/`
  keep({ close: events.close })
  events.begin(relay.url)
  keep(leaveNote([world.port, relay.port], { token, stripeUrl: stripe.url, secrets: events.secrets }))
  const { services } = company
  return {
    url: world.url,
    gatewayUrl: relay.url,
    stripeUrl: stripe.url,
    token,
    secret,
    consoleUrl,
    operatorSecret,
    ...(hosted ? { mailboxUrl: hosted.mailboxUrl } : {}),
    simulator,
    services,
    control,
  }
}

/** The page reloads its data when it receives this line. */
const definitionsLine = (problem: string | undefined): LogLine => ({
  id: `definitions-${Date.now()}-${randomBytes(4).toString('hex')}`,
  kind: 'gateway',
  who: 'your editor → gateway',
  atMs: Date.now(),
  verb: 'read',
  what: problem === undefined ? 'tillside.config.ts' : problem.slice(0, 400),
  status: problem === undefined ? 200 : 400,
})

const greeting = ({ url, consoleUrl, operatorSecret, mailboxUrl }: Omit<Preview, 'close'>) =>
  [
    '',
    `  Tillside preview world: ${url}`,
    '',
    '  A simulated inbox with the real sidebar, a simulated Dashboard with the real Stripe App. No account, no network.',
    '  Changes there are sent to the gateway as events. To send one yourself: npx tillside trigger invoice.payment_failed --live',
    `  The console, ${consoleUrl}, shows what became of them. Its secret: ${operatorSecret}`,
    ...(mailboxUrl === undefined
      ? []
      : [`  People sign in at ${consoleUrl} with a code that arrives at ${mailboxUrl}`]),
    '  To serve your own Stripe account instead, set STRIPE_API_KEY (docs/guide/self-hosting.md). Press Ctrl+C to stop.',
    '',
  ].join('\n')
