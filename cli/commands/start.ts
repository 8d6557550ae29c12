// tillside start: starts the gateway if a Stripe key is set, else the preview world.

import { InvalidArgumentError, Option, type Command } from 'commander'
import { ConfigError, parseConfig } from '#config.ts'
import type { Role } from '../../runtimes/node/run-work.ts'
import { startGateway } from '../../runtimes/node/start.ts'
import { openErrorLog } from '../log.ts'
import { runInOrder } from '../run-in-order.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('start')
    .description('Start the gateway; without a Stripe key, the preview world.')
    .addOption(
      new Option('--role <role>', 'what this process does').choices(['all', 'web', 'worker']).default('all'),
    )
    .option('--workers <count>', 'start so many processes on one port', readCount)
    .option('--watch', 'read tillside.config.ts again whenever it changes')
    .action(start)

const howToMakeKey =
  'create a restricted key as described in docs/guide/restricted-key.md, or unset TILLSIDE_PROXY_SECRET for the preview'

const workersMax = 64

function readCount(text: string): number {
  const count = /^[0-9]{1,3}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > workersMax)
    throw new InvalidArgumentError(`It must be a number from 1 to ${workersMax}.`)
  return count
}

type StartArguments = { role: Role; workers?: number; watch?: boolean }

/** `web` answers requests, `worker` does background work, `all` does both. */
async function start({ role, workers = 1, watch = false }: StartArguments): Promise<void> {
  const isSet = (name: string) => (process.env[name] ?? '') !== ''
  if (isSet('STRIPE_API_KEY')) {
    if (workers === 1) return runInOrder(() => startGateway(process.env, { role, extensions: { watch } }))
    const { runProcesses } = await import('../processes.ts')
    const log = openErrorLog(parseConfig(process.env).logLevel)
    const args = watch ? ['--watch'] : []
    return process.exit(await runProcesses({ count: workers, role, args, log }))
  }
  // A secret for callers means that a gateway is wanted: showing simulated customers would be worse than refusing to start.
  if (isSet('TILLSIDE_PROXY_SECRET')) throw new ConfigError([`STRIPE_API_KEY: missing; ${howToMakeKey}`])
  const { startPreview } = await import('../preview/world.ts')
  await runInOrder(() => startPreview(process.env))
}
