// tillside start: starts the gateway if a Stripe key is set, else the preview world.

import { Option, type Command } from 'commander'
import { ConfigError } from '#config.ts'
import type { Role } from '../../runtimes/node/run-work.ts'
import { startGateway } from '../../runtimes/node/start.ts'
import { runInOrder } from '../run-in-order.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('start')
    .description('Start the gateway; without a Stripe key, the preview world.')
    .addOption(
      new Option('--role <role>', 'what this process does').choices(['all', 'web', 'worker']).default('all'),
    )
    .option('--watch', 'read tillside.config.ts again whenever it changes')
    .action(start)

const howToMakeKey =
  'create a restricted key as described in docs/guide/restricted-key.md, or unset TILLSIDE_PROXY_SECRET for the preview'

/** `web` answers requests, `worker` does background work, `all` does both. */
async function start({ role, watch = false }: { role: Role; watch?: boolean }): Promise<void> {
  const isSet = (name: string) => (process.env[name] ?? '') !== ''
  if (isSet('STRIPE_API_KEY'))
    return runInOrder(() => startGateway(process.env, { role, extensions: { watch } }))
  // A secret for callers means that a gateway is wanted: showing simulated customers would be worse than refusing to start.
  if (isSet('TILLSIDE_PROXY_SECRET')) throw new ConfigError([`STRIPE_API_KEY: missing; ${howToMakeKey}`])
  const { startPreview } = await import('../preview/world.ts')
  await runInOrder(() => startPreview(process.env))
}
