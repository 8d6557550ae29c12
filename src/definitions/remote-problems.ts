// Finds problems of remote services when the configuration is read, not when the first panel is drawn. The messages quote neither
// addresses nor secrets.

import type { RemoteCall } from '#contract/remote.ts'
import { isLoopbackHost } from '#ip-address.ts'
import type { TillsideConfig } from './define.ts'
import { parseEndpointUrl } from './endpoint-url.ts'
import { remoteFunctionsOf } from './remote-functions.ts'
import { isSigningSecret, problemOfSecret } from './signing-secret.ts'
import type { RemoteSource } from './source.ts'

/** The functions that a service can stand in for. */
const places: { [Part in keyof TillsideConfig]?: readonly [noun: string, calls: readonly RemoteCall[]] } = {
  panels: ['panel', ['load']],
  actions: ['action', ['form', 'confirm', 'run']],
  handlers: ['handler', ['handle']],
  schedules: ['schedule', []],
}

export function problemsOfRemotes(config: TillsideConfig): string[] {
  const services = new Set<RemoteSource>()
  const misplaced = Object.entries(places).flatMap(([part, [noun, calls]]) =>
    (config[part as 'panels'] satisfies readonly { id: string }[]).flatMap((definition) =>
      remoteFunctionsOf(definition).flatMap(([key, { call, source }]) => {
        services.add(source)
        if (key === call && calls.includes(call)) return []
        const cure = calls.some((known) => known === key)
          ? `write ${key}: ${source.options.name}.${key}`
          : `a remote service cannot stand in for it`
        return [`${noun} "${definition.id}": ${key} is "${call}" of remote "${source.options.name}"; ${cure}`]
      }),
    ),
  )
  return [...misplaced, ...[...services].flatMap(problemsOfService)]
}

function problemsOfService({ options }: RemoteSource): string[] {
  const { name, url, secret } = options
  const address = parseEndpointUrl(url, isPlainHttpAllowed(options))
  const secrets = secretsOf(options)
  return [
    ...(address.ok ? [] : [address.problem]),
    ...(secret !== undefined && secrets.length > 0 && secrets.every(isSigningSecret)
      ? []
      : [problemOfSecret]),
  ].map((problem) => `remote "${name}": ${problem}`)
}

/** Plain http to this machine exposes nothing. Whether a service on this machine may be called is another question. */
export const isPlainHttpAllowed = ({ url, insecure = false }: RemoteSource['options']): boolean =>
  insecure || (URL.canParse(url) && isLoopbackHost(new URL(url).hostname))

/** One, or two during a rotation. */
export const secretsOf = ({ secret }: RemoteSource['options']): readonly string[] =>
  typeof secret === 'string' ? [secret] : secret
