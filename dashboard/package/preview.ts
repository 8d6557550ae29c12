// A Stripe App in the simulated Dashboard, with the simulated Stripe or another one behind it.

import { randomBytes } from 'node:crypto'
import { openApp } from '../app/open-app.ts'
import type { Account } from '../facts.ts'
import { listenDashboard, type RunningDashboard } from '../server/listen.ts'
import { checkSecrets } from '../server/sign.ts'
import { refuseUpstream, remoteUpstream, type StripeUpstream } from '../stripe/upstream.ts'
import { createStripeSimulator } from '../../simulator/stripe/simulator.ts'
import { simulatedUpstream } from '../../simulator/world/dashboard/upstream.ts'

export type AppPreviewOptions = {
  /** The app's folder, with `stripe-app.json`. */
  folder: string
  /** Another manifest, such as `stripe-app.dev.json`. */
  manifest?: string | undefined
  /** Where the page is; any free port when absent or 0. */
  port?: number | undefined
  /** Whether pages reload when files of the app change. */
  watch?: boolean | undefined
  /** The viewport shown first, such as `customer.detail`. */
  view?: string | undefined
  /** Another Stripe instead of the simulated one; takes `apiKey`. */
  stripeApi?: string | undefined
  apiKey?: string | undefined
  /** What signs for the app's backend, `absec_…`; one is made when there is none. */
  signingSecrets?: readonly string[] | undefined
}

export type AppPreview = RunningDashboard & {
  /** With the view that was asked for. */
  url: string
  signingSecrets: readonly string[]
  /** What is odd about the manifest, in words. */
  warnings: readonly string[]
}

/** A setting that cannot be meant; the message says which, and what to write. */
export class WrongSettingError extends Error {
  override readonly name = 'WrongSettingError'
}

/** Opens the app and serves its page. Throws an AppError or a WrongSettingError. */
export async function openPreview(options: AppPreviewOptions): Promise<AppPreview> {
  const { folder, manifest, port = 0, watch = false, view } = options
  const signingSecrets = signingSecretsFrom(options.signingSecrets ?? [])
  const { upstream, account } = await openUpstream(options)
  const app = await openApp({ folder, manifest, watch })
  try {
    const running = await listenDashboard({
      app,
      upstream,
      account,
      watching: watch,
      signingSecrets: () => signingSecrets,
      port,
    })
    return {
      ...running,
      url: view === undefined ? running.url : `${running.url}?view=${encodeURIComponent(view)}`,
      signingSecrets,
      warnings: app.state().warnings,
      async close() {
        await running.close()
        await app.close()
      },
    }
  } catch (error) {
    await app.close()
    throw error
  }
}

function signingSecretsFrom(given: readonly string[]): readonly string[] {
  const problems = checkSecrets(given)
  if (problems.length > 0)
    throw new WrongSettingError(problems.map((text) => `STRIPE_APP_SECRETS: ${text}`).join('\n'))
  return given.length > 0 ? given : [`absec_preview${randomBytes(18).toString('hex')}`]
}

async function openUpstream({
  stripeApi,
  apiKey = '',
}: AppPreviewOptions): Promise<{ upstream: StripeUpstream; account: Account }> {
  if (stripeApi === undefined) {
    const simulator = createStripeSimulator()
    return {
      upstream: simulatedUpstream(simulator),
      account: { id: simulator.accounts.eu, name: 'Kelpie Coffee EU', country: 'DE' },
    }
  }
  const refusal = refuseUpstream(stripeApi, apiKey)
  if (refusal) throw new WrongSettingError(`--stripe-api: ${refusal}`)
  const upstream = remoteUpstream(stripeApi, apiKey)
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
    throw new WrongSettingError('--stripe-api: there is no response from this address.')
  }
}
