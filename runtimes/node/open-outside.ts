// Opens the way to services outside on Node: to the addresses that the settings allow, and never to the gateway itself.

import type { Config } from '#config.ts'
import { createAddressPolicy } from '#outside/address-policy.ts'
import manifest from '../../package.json' with { type: 'json' }
import { openFetchOutside, type OpenFetchOutside } from './fetch-outside.ts'
import { createIsOwn } from './own-address.ts'

export type OutsideOptions = {
  config: Pick<Config, 'relayNetworks' | 'port' | 'consolePort'>
  /** The ports that the gateway and its console listen on, once they do. */
  ownPorts: () => readonly number[]
}

export const openOutside = ({ config, ownPorts }: OutsideOptions): OpenFetchOutside =>
  openFetchOutside({
    isAllowed: createAddressPolicy(config.relayNetworks),
    isOwn: createIsOwn(() => [...ownPorts(), config.port, config.consolePort]),
    version: manifest.version,
  })
