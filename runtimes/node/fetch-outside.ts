// Posts to endpoints and remote services on Node. Each connection resolves the name once, checks every address it has, and connects to those addresses
// only, so DNS rebinding gains an attacker nothing.

import { lookup } from 'node:dns/promises'
import { Agent, buildConnector, errors, type Dispatcher } from 'undici'
import { parseEndpointUrl } from '#definitions/endpoint-url.ts'
import type { AddressPolicy } from '#outside/address-policy.ts'
import type {
  FetchOutside,
  OutsideResponse,
  OutsideFailure,
  OutsideRequest,
  TextEnding,
} from '#outside/fetch-outside.ts'

type Resolved = { address: string; family: number }
/** All addresses of a name. */
type Resolve = (name: string) => Promise<readonly Resolved[]>

export type FetchOutsideOptions = {
  isAllowed: AddressPolicy
  /** Whether the gateway itself listens there: it never posts to itself. */
  isOwn: (address: string, port: number) => boolean
  /** Tillside's version. */
  version: string
  resolve?: Resolve
}

export type OpenFetchOutside = { fetchOutside: FetchOutside; close: () => Promise<void> }

const textBytesDefault = 16 * 1024
const connectMs = 5000

class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

export function openFetchOutside(options: FetchOutsideOptions): OpenFetchOutside {
  const { isAllowed, isOwn, version, resolve = resolveAll } = options
  const resolveShared = shareLookups(resolve)

  async function checkedAddresses(name: string, port: number): Promise<readonly Resolved[]> {
    const addresses = await resolveShared(name)
    const refused = addresses.some(({ address }) => !isAllowed(address) || isOwn(address, port))
    if (refused || addresses.length === 0) throw new AddressRefused('refused')
    return addresses
  }

  async function connect(target: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
    try {
      connectTo(await checkedAddresses(target.hostname, port))(target, callback)
    } catch (error) {
      callback(error instanceof Error ? error : new Error('unresolved'), null)
    }
  }

  const agent = new Agent({ connect: (target, callback) => void connect(target, callback) })
  const headers = { 'user-agent': `Tillside/${version}`, 'accept-encoding': 'identity' }
  return {
    fetchOutside: async (request) => {
      const parsed = parseEndpointUrl(request.url, request.insecure)
      if (!parsed.ok) return { ok: false, code: 'url_refused' }
      try {
        return await post(agent, { ...request, headers: { ...request.headers, ...headers } }, parsed.url)
      } catch (error) {
        // The process is stopping, or another worker has taken the delivery: neither says anything about the endpoint.
        request.signal.throwIfAborted()
        return { ok: false, code: failureOf(error) }
      }
    },
    close: () => agent.destroy(),
  }
}

/** Connects to the checked addresses. Otherwise the socket would resolve the name a second time. */
const connectTo = (addresses: readonly Resolved[]) =>
  buildConnector({
    timeout: connectMs,
    allowH2: false,
    maxCachedSessions: 0,
    autoSelectFamily: true,
    lookup: (_name, { all }, callback) => {
      const [first] = addresses
      if (all) callback(null, [...addresses])
      else callback(null, first?.address ?? '', first?.family)
    },
  })

const resolveAll: Resolve = (name) => lookup(name, { all: true })

/** Shares one lookup per name. The system resolves only four names at a time, so a name whose servers hang must not take several. */
function shareLookups(resolve: Resolve): Resolve {
  const pending = new Map<string, Promise<readonly Resolved[]>>()
  return (name) => {
    const known = pending.get(name)
    if (known) return known
    const lookup = resolve(name).finally(() => pending.delete(name))
    pending.set(name, lookup)
    return lookup
  }
}

/** undici's `request` neither follows redirects nor keeps cookies. */
async function post(agent: Agent, request: OutsideRequest, url: URL): Promise<OutsideResponse> {
  const { headers, body, timeoutMs, textBytesMax = textBytesDefault } = request
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)])
  const response = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'POST',
    headers,
    body,
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  })
  const { 'retry-after': retryAfter, 'content-type': contentType } = response.headers
  return {
    ok: true,
    status: response.statusCode,
    ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
    ...(typeof contentType === 'string' ? { contentType } : {}),
    ...(await readStart(response.body, textBytesMax)),
  }
}

/** Reads the start of the body. The status alone may be enough, so a body that is cut off is no failure. */
async function readStart(
  body: Dispatcher.ResponseData['body'],
  bytesMax: number,
): Promise<{ text: string; ending: TextEnding }> {
  const parts: Uint8Array[] = []
  let bytes = 0
  let ending: TextEnding = 'whole'
  try {
    for await (const part of body as AsyncIterable<Uint8Array>) {
      parts.push(part.subarray(0, bytesMax - bytes))
      bytes += part.length
      if (bytes <= bytesMax) continue
      ending = 'too_long'
      break
    }
  } catch {
    // Cut off or timed out.
    ending = 'cut_off'
  } finally {
    body.destroy()
  }
  return { text: Buffer.concat(parts).toString('utf8'), ending }
}

function failureOf(error: unknown): OutsideFailure {
  if (error instanceof AddressRefused) return 'address_refused'
  if (!(error instanceof Error)) return 'unreachable'
  const code = 'code' in error ? String(error.code) : ''
  if (error.name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout'
  if (/^(ENOTFOUND|EAI_\w+|ENODATA)$/.test(code)) return 'name_not_found'
  if (code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL' || beginsHttp2(error)) return 'http2_only'
  if (/CERT|SELF_SIGNED|TLS|SSL|UNABLE_TO_/.test(code)) return 'certificate_refused'
  return 'unreachable'
}

/** Without TLS, or without ALPN, a server that speaks only HTTP/2 starts with its SETTINGS frame. RFC 9113, 3.4. */
function beginsHttp2(error: Error): boolean {
  if (!(error instanceof errors.HTTPParserError) || !('data' in error)) return false
  const frame = Buffer.from(String(error.data), 'latin1')
  const [type, ...streamId] = [frame[3], ...frame.subarray(5, 9)]
  return type === 4 && streamId.length === 4 && streamId.every((byte) => byte === 0)
}
