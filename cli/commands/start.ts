// tillside start: the gateway when a Stripe key is set, else the preview world. Ends in order on SIGTERM and SIGINT.

import { startGateway } from '../../runtimes/node/start.ts'

type Closable = { close(): Promise<void> }

/** `web` and `all` serve requests; a worker has nothing to do yet. */
export async function start(role: 'all' | 'web' | 'worker'): Promise<void> {
  if (role === 'worker') {
    console.log(
      'There is no background work in this version: a worker has nothing to do. Start with --role web or all.',
    )
    return
  }
  if (!hasKeySetting(process.env)) return startPreviewWorld()
  endInOrder(await startGateway(process.env))
}

/** The preview world, whatever is configured. */
export async function startPreviewWorld(): Promise<void> {
  const { startPreview } = await import('./preview.ts')
  endInOrder(await startPreview(process.env))
}

/** A setting that only makes sense with a Stripe key means that a gateway is wanted, and its absence is worth a refusal. */
function hasKeySetting(env: Record<string, string | undefined>): boolean {
  return ['STRIPE_API_KEY', 'TILLSIDE_PROXY_SECRET', 'DATABASE_URL'].some((name) => (env[name] ?? '') !== '')
}

/** The first signal lets requests in flight finish; the second one ends at once. */
function endInOrder(running: Closable): void {
  let ending = false
  const end = () => {
    if (ending) process.exit(1)
    ending = true
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
