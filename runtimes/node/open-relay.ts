// Opens the relay on Node. It sends to the addresses that the settings allow, and never to the gateway itself.

import type { Config } from '#config.ts'
import type { Worker } from '#jobs/worker.ts'
import { createAddressPolicy } from '#relay/address-policy.ts'
import { createDeliveryWorker, type DeliveryWorkerDeps } from '#relay/worker.ts'
import manifest from '../../package.json' with { type: 'json' }
import { openFetchOutside } from './fetch-outside.ts'
import { createIsOwn } from './own-address.ts'

export type RelayDeps = Omit<DeliveryWorkerDeps, 'fetchOutside'> & {
  config: Pick<Config, 'relayNetworks' | 'port' | 'consolePort'>
  /** The ports that the gateway and its console listen on, once they do. */
  ownPorts: () => readonly number[]
}

export function openRelay(deps: RelayDeps): { deliveries: Worker; close: () => Promise<void> } {
  const { fetchOutside, close } = openFetchOutside({
    isAllowed: createAddressPolicy(deps.config.relayNetworks),
    isOwn: createIsOwn(() => [...deps.ownPorts(), deps.config.port, deps.config.consolePort]),
    version: manifest.version,
  })
  return { deliveries: createDeliveryWorker({ ...deps, fetchOutside }), close }
}
