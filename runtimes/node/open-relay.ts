// The relay on Node: addresses judged by the networks that the settings name, and never the gateway's own.

import type { Config } from '#config.ts'
import { createAddressPolicy } from '#relay/address-policy.ts'
import manifest from '../../package.json' with { type: 'json' }
import { openRelay, type OpenRelay, type RelayMeans } from '../open-relay.ts'
import { openFetchOutside } from './fetch-outside.ts'
import { createIsOwn } from './own-address.ts'

export type NodeRelayMeans = Omit<RelayMeans, 'fetchOutside'> & {
  config: Pick<Config, 'relayNetworks' | 'port'>
  /** Where the gateway listens, once it does. */
  ownPort: () => number | undefined
}

export function openNodeRelay(means: NodeRelayMeans): OpenRelay & { close: () => Promise<void> } {
  const { fetchOutside, close } = openFetchOutside({
    isAllowed: createAddressPolicy(means.config.relayNetworks),
    isOwn: createIsOwn(() => [means.ownPort(), means.config.port]),
    version: manifest.version,
  })
  return { ...openRelay({ ...means, fetchOutside }), close }
}
