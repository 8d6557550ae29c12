// tillside stripe-app preview <dir>: shows any Stripe App in a simulated Dashboard on this machine. No Stripe account, no upload.

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
    .option('--port <n>', 'port of the page', port, defaultPort)
    .option(
      '--headless-port <n>',
      'for browser tests: prints one line of JSON, does not watch files; 0 takes a free port',
      port,
    )
    .option('--stripe-api <url>', 'another Stripe API instead of the simulated one; uses STRIPE_API_KEY')
    .option('--view <viewport>', 'the view to show first')
    .option('--no-watch', 'do not reload when files change')
    .action((folder: string, options: Omit<StripeAppPreviewOptions, 'folder'>) => run({ folder, ...options }))

export type StripeAppPreviewOptions = {
  folder: string
  manifest?: string | undefined
  port?: number | undefined
  /** For browser tests: prints one line of JSON, does not watch files. */
  headlessPort?: number | undefined
  stripeApi?: string | undefined
  view?: string | undefined
  watch?: boolean | undefined
  env?: Record<string, string | undefined>
  quiet?: boolean
}

export type StripeAppPreview = RunningDashboard & { signingSecrets: readonly string[]; viewUrl: string }

/** Secrets from the environment, or one generated for this start. */
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

/** Reads the key's account. A key that may not read it gets a placeholder. */
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
    throw new ConfigError(['--stripe-api: no response from this address.'])
  }
}

/** Starts the preview. Throws `AppError` or `ConfigError` with a message about the problem with the app or the call. */
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
    if (!options.quiet) announce(preview, app.state().warnings, isHeadless)
    return preview
  } catch (error) {
    await app.close()
    throw error
  }
}

function announce(
  { viewUrl, signingSecrets }: StripeAppPreview,
  warnings: string[],
  isHeadless: boolean,
): void {
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
      '  Requests to your backend are signed with this secret (set STRIPE_APP_SECRETS to use your own):',
      ...secrets,
      ...warnings.map((warning) => `\n  Note: ${warning}`),
      '',
      '  The app reloads when its files change. Press Ctrl+C to stop.',
      '',
    ].join('\n'),
  )
}

/** Runs until Ctrl+C. Problems of the app are printed for its author, without a stack trace. */
async function run(options: StripeAppPreviewOptions): Promise<void> {
  try {
    await runInOrder(() => startStripeAppPreview(options))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
