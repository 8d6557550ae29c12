// Posts to remote services through `fetch`, where a runtime has no sockets: on Workers, and in tests of a configuration. `fetch`
// resolves names by itself, so only addresses that are written as such are judged. Cloudflare's has no way into private networks.

import { parseEndpointUrl } from '#definitions/endpoint-url.ts'
import { isLoopbackHost, parseAddress } from '#ip-address.ts'
import type { AddressPolicy } from '#outside/address-policy.ts'
import type { FetchOutside, OutsideResponse, TextEnding } from '#outside/fetch-outside.ts'
import type { Ports } from '#ports.ts'
import { readBounded } from '#read-bounded.ts'
import { untilAborted } from '#until-aborted.ts'
import manifest from '../../package.json' with { type: 'json' }

export type FetchOutsideOptions = { fetch: Ports['fetch']; isAllowed: AddressPolicy }

const textBytesDefault = 16 * 1024

export function createFetchOutside({ fetch, isAllowed }: FetchOutsideOptions): FetchOutside {
  return async (request) => {
    const { url, insecure, headers, body, timeoutMs, textBytesMax = textBytesDefault } = request
    const parsed = parseEndpointUrl(url, insecure)
    if (!parsed.ok) return { ok: false, code: 'url_refused' }
    if (!isHostAllowed(parsed.url.hostname, isAllowed)) return { ok: false, code: 'address_refused' }
    const late = AbortSignal.timeout(timeoutMs)
    const signal = AbortSignal.any([request.signal, late])
    try {
      const posted = fetch(parsed.url, {
        method: 'POST',
        headers: { ...headers, 'user-agent': `Tillside/${manifest.version}` },
        body,
        redirect: 'manual',
        signal,
      })
      return await untilAborted(
        posted.then((response) => read(response, textBytesMax, signal)),
        signal,
      )
    } catch {
      request.signal.throwIfAborted()
      return { ok: false, code: late.aborted ? 'timeout' : 'unreachable' }
    }
  }
}

/** The names of this machine need no look-up. */
function isHostAllowed(hostname: string, isAllowed: AddressPolicy): boolean {
  const host = hostname.replace(/^\[|\]$|\.$/g, '')
  if (parseAddress(host)) return isAllowed(host)
  const isThisMachine = isLoopbackHost(host) || host.endsWith('.localhost')
  return !isThisMachine || isAllowed('127.0.0.1')
}

async function read(response: Response, bytesMax: number, signal: AbortSignal): Promise<OutsideResponse> {
  const retryAfter = response.headers.get('retry-after')
  const contentType = response.headers.get('content-type')
  return {
    ok: true,
    status: response.status,
    ...(retryAfter === null ? {} : { retryAfter }),
    ...(contentType === null ? {} : { contentType }),
    ...(await readText(response, bytesMax, signal)),
  }
}

async function readText(
  response: Response,
  bytesMax: number,
  signal: AbortSignal,
): Promise<{ text: string; ending: TextEnding }> {
  try {
    const bytes = await readBounded(response.body, bytesMax)
    if (bytes) return { text: new TextDecoder().decode(bytes), ending: 'whole' }
    await response.body?.cancel()
    return { text: '', ending: 'too_long' }
  } catch {
    signal.throwIfAborted()
    return { text: '', ending: 'cut_off' }
  }
}
