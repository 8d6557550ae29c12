// tillside stripe-app preview <dir>: any Stripe App in a simulated Dashboard on this machine. No Stripe account, no upload.

import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { ConfigError } from '#config.ts'
import { AppError, openApp } from '../../../dashboard/app/open-app.ts'
import type { Account } from '../../../dashboard/facts.ts'
import { listenDashboard, type RunningDashboard } from '../../../dashboard/server/listen.ts'
import { checkSecrets } from '../../../dashboard/server/sign.ts'
import { refuseUpstream, remoteUpstream, type StripeUpstream } from '../../../dashboard/stripe/upstream.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { simulatedUpstream } from '../../../simulator/world/dashboard/upstream.ts'
import { port } from '../../arguments.ts'
import { runInOrder } from '../../run-in-order.ts'

const defaultPort = 4800

export const addTo = (parent: Command): Command =>
  parent
    .command('preview')
    .description('Show any Stripe App in a simulated Dashboard on this machine. No account, no upload.')
    .argument('<dir>', 'folder of the app, with stripe-app.json')
    .option('--manifest <file>', 'another manifest, such as stripe-app.dev.json')
    .option('--port <n>', 'where the page is', port, defaultPort)
    .option(
      '--headless-port <n>',
      'for tests in a browser: one line of JSON, no watching; 0 takes a free port',
      port,
    )
    .option('--stripe-api <url>', 'another Stripe instead of the simulated one; takes STRIPE_API_KEY')
    .option('--view <viewport>', 'the view that is shown first')
    .option('--no-watch', 'do not reload when files change')
    .action((folder: string, options: Omit<StripeAppPreviewOptions, 'folder'>) => run({ folder, ...options }))

export type StripeAppPreviewOptions = {
  folder: string
  manifest?: string | undefined
  port?: number | undefined
  /** For tests in a browser: one line of JSON, no watching. */
  headlessPort?: number | undefined
  stripeApi?: string | undefined
  view?: string | undefined
  watch?: boolean | undefined
  env?: Record<string, string | undefined>
  quiet?: boolean
}

export type StripeAppPreview = RunningDashboard & { signingSecrets: readonly string[]; viewUrl: string }

/** Secrets of the environment, or one made for this start. */
function secretsFrom(env: Record<string, string | undefined>): string[] {
  const given = (env['STRIPE_APP_SECRETS'] ?? '')
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
  const problems = checkSecrets(given)
  if (problems.length > 0) throw new ConfigError(problems.map((text) => `STRIPE_APP_SECRETS: ${text}`))
  return given.length > 0 ? given : [`absec_preview${randomBytes(18).toString('hex')}`]
}

async function upstreamFrom({
  stripeApi,
  env = {},
}: StripeAppPreviewOptions): Promise<{ upstream: StripeUpstream; account: Account }> {
  if (stripeApi === undefined) {
    const simulator = createStripeSimulator()
    return {
      upstream: simulatedUpstream(simulator),
      account: { id: simulator.accounts.eu, name: 'Kelpie Coffee EU', country: 'DE' },
    }
  }
  const key = env['STRIPE_API_KEY'] ?? ''
  const refusal = refuseUpstream(stripeApi, key)
  if (refusal) throw new ConfigError([`--stripe-api: ${refusal}`])
  const upstream = remoteUpstream(stripeApi, key)
  return { upstream, account: await readAccount(upstream) }
}

/** The key's own account; a key that may not read it stands for an account without a name. */
async function readAccount(upstream: StripeUpstream): Promise<Account> {
  const unknown = { id: 'acct_preview', name: 'Account of your key', country: 'US' }
  const [environment = 'test'] = upstream.environments
  try {
    const response = await upstream.send(environment, { method: 'GET', path: '/v1/account', headers: {} })
    if (!response.ok) return unknown
    const body = (await response.json()) as {
      id?: string
      country?: string
      business_profile?: { name?: string | null } | null
    }
    return {
      id: body.id ?? unknown.id,
      name: body.business_profile?.name ?? unknown.name,
      country: body.country ?? unknown.country,
    }
  } catch {
    throw new ConfigError(['--stripe-api: nobody answers there.'])
  }
}

/** Starts it. Throws an AppError or a ConfigError, which say in words what is wrong with the app or with the call. */
export async function startStripeAppPreview(options: StripeAppPreviewOptions): Promise<StripeAppPreview> {
  const { folder, manifest, headlessPort, env = process.env } = options
  const isHeadless = headlessPort !== undefined
  const watch = (options.watch ?? true) && !isHeadless
  const signingSecrets = secretsFrom(env)
  const { upstream, account } = await upstreamFrom({ ...options, env })
  const app = await openApp({ folder, manifest, watch })
  try {
    const running = await listenDashboard({
      app,
      upstream,
      account,
      watching: watch,
      signingSecrets: () => signingSecrets,
      port: headlessPort ?? options.port ?? defaultPort,
    })
    const viewUrl =
      options.view === undefined ? running.url : `${running.url}?view=${encodeURIComponent(options.view)}`
    const preview: StripeAppPreview = {
      ...running,
      viewUrl,
      signingSecrets,
      async close() {
        await running.close()
        await app.close()
      },
    }
    if (!options.quiet) tell(preview, app.state().warnings, isHeadless)
    return preview
  } catch (error) {
    await app.close()
    throw error
  }
}

function tell({ viewUrl, signingSecrets }: StripeAppPreview, warnings: string[], isHeadless: boolean): void {
  if (isHeadless) {
    process.stdout.write(`${JSON.stringify({ url: viewUrl, signingSecrets })}\n`)
    return
  }
  const secrets = signingSecrets.map((secret) => `    ${secret}`)
  process.stdout.write(
    [
      '',
      `  Stripe App preview: ${viewUrl}`,
      '',
      '  Your backend verifies with this signing secret (set STRIPE_APP_SECRETS to choose your own):',
      ...secrets,
      ...warnings.map((warning) => `\n  Note: ${warning}`),
      '',
      '  The app reloads when its files change. Ctrl+C ends it.',
      '',
    ].join('\n'),
  )
}

/** Runs until Ctrl+C. What is wrong with the app is printed for its author, without a stack. */
async function run(options: StripeAppPreviewOptions): Promise<void> {
  try {
    await runInOrder(() => startStripeAppPreview(options))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
