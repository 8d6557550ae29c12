// tillside start: the gateway when a Stripe key is set, else the preview world. Ends in order on SIGTERM and SIGINT.

import { ConfigError } from '#config.ts'
import type { Role } from '../../runtimes/node/run-work.ts'
import { startGateway } from '../../runtimes/node/start.ts'
import { explain } from '../explain.ts'

const howToMakeKey =
  'make a restricted key as docs/guide/restricted-key.md says, or unset TILLSIDE_PROXY_SECRET for the preview'

type Closable = { close(): Promise<void> }

/** `web` answers requests, `worker` does the work that nobody waits for, `all` does both. */
export async function start(role: Role, { watch = false } = {}): Promise<void> {
  const isSet = (name: string) => (process.env[name] ?? '') !== ''
  if (!isSet('STRIPE_API_KEY')) {
    // A secret for callers means that a gateway is wanted: showing simulated customers instead would be worse than a refusal.
    if (isSet('TILLSIDE_PROXY_SECRET')) throw new ConfigError([`STRIPE_API_KEY: missing; ${howToMakeKey}`])
    return startPreviewWorld()
  }
  await runInOrder(() => startGateway(process.env, { role, inHouse: { watch } }))
}

/** The preview world, whatever is configured. */
export async function startPreviewWorld(): Promise<void> {
  const { startPreview } = await import('./preview.ts')
  await runInOrder(() => startPreview(process.env))
}

/**
 * The first signal lets requests in flight finish; the second one ends at once.
 * Listening begins before the start: a signal that comes right after "started" is written must find somebody.
 */
export async function runInOrder(start: () => Promise<Closable>): Promise<void> {
  let ending = false
  const starting = Promise.withResolvers<Closable>()
  const end = async () => {
    if (ending) process.exit(1)
    ending = true
    try {
      await (await starting.promise).close()
      process.exit(0)
    } catch (error) {
      process.exit(explain(error))
    }
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => void end())
  starting.resolve(start())
  await starting.promise
}
