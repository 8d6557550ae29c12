// tillside remote check: tries a remote service against the protocol. Its functions are called with objects of the simulated Stripe in
// test mode, `run` and `handle` too. The secret is read from the environment and never printed.

import type { Command } from 'commander'
import { parseEndpointUrl } from '#definitions/endpoint-url.ts'
import { isPlainHttpAllowed } from '#definitions/remote-problems.ts'
import { isSigningSecret, problemOfSecret } from '#definitions/signing-secret.ts'
import { openFetchOutside } from '../../../runtimes/node/fetch-outside.ts'
import { createNodePorts } from '../../../runtimes/node/ports.ts'
import manifest from '../../../package.json' with { type: 'json' }
import { WrongCallError } from '../../explain.ts'
import { openErrorLog } from '../../log.ts'
import { checkService, type ServiceCheck } from '../../remote/check-service.ts'

export const addTo = (parent: Command): Command =>
  parent
    .command('check')
    .description('Try a remote service against the protocol, in test mode, and say what is wrong.')
    .argument('<url>', 'the address that the gateway would post to')
    .option('--secret-env <name>', 'variable that holds the secret, whsec_…', 'REMOTE_SECRET')
    .option('--json', 'one JSON object per line')
    .action(async (url: string, options: CheckOptions) => {
      const print = (check: ServiceCheck) => console.log(options.json ? JSON.stringify(check) : lineOf(check))
      const { tried, failed } = await check(url, options, process.env, print)
      if (!options.json) console.log(failed === 0 ? 'Nothing is wrong.' : `${failed} of ${tried} failed.`)
      if (failed > 0) process.exitCode = 1
    })

type CheckOptions = { secretEnv: string; json?: boolean }

const lineOf = ({ ok, what, detail, tookMs }: ServiceCheck): string =>
  `${ok ? '✓' : '✗'} ${what}: ${detail} (${tookMs} ms)`

async function check(
  url: string,
  { secretEnv }: CheckOptions,
  env: Record<string, unknown>,
  print: (check: ServiceCheck) => void,
): Promise<{ tried: number; failed: number }> {
  const secret = env[secretEnv]
  if (!isSigningSecret(secret)) throw new WrongCallError(`${secretEnv}: ${problemOfSecret}`)
  const options = { name: 'check', url, secret }
  const parsed = parseEndpointUrl(url, isPlainHttpAllowed(options))
  if (!parsed.ok) throw new WrongCallError(`<url>: ${parsed.problem}`)
  // Whoever types the address may reach any that this machine reaches.
  const outside = openFetchOutside({
    isAllowed: () => true,
    isOwn: () => false,
    version: manifest.version,
  })
  const { ports, close } = createNodePorts(openErrorLog('error'))
  const count = { tried: 0, failed: 0 }
  try {
    for await (const one of checkService({ options, fetchOutside: outside.fetchOutside, ports })) {
      print(one)
      count.tried += 1
      if (!one.ok) count.failed += 1
    }
  } finally {
    await outside.close()
    await close()
  }
  return count
}
