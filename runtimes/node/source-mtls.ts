// A connection pool that presents a client certificate to one in-house service.

import { createSecureContext } from 'node:tls'
import { Agent, fetch, type RequestInit as UndiciInit } from 'undici'
import type { CertifiedFetch, ClientCertificate } from '#sources/source-runtime.ts'

/** Throws if the PEM texts cannot be read, without quoting them. */
export function openCertified({ cert, key, ca }: ClientCertificate): CertifiedFetch {
  const material = { cert, key: key.reveal(), ...(ca === undefined ? {} : { ca }) }
  try {
    createSecureContext(material)
  } catch {
    throw new Error('identity mtls: cert, key and ca must be PEM texts that belong together')
  }
  const agent = new Agent({
    connections: 8,
    keepAliveTimeout: 30_000,
    connect: { ...material, timeout: 5000 },
  })
  return {
    fetch: async (input, init) => {
      const address = input instanceof Request ? input.url : input
      const options = { ...init, redirect: 'manual', dispatcher: agent } as UndiciInit
      return (await fetch(address, options)) as unknown as Response
    },
    close: () => agent.close(),
  }
}
