// The base address of a source. The URL of each request is parsed again and compared with it, so that no path, however it was built,
// leaves the origin or the prefix.

import { isLoopbackHost } from '#ip-address.ts'

export type BaseUrl = { origin: string; prefix: string }

const urlLengthMax = 8000

/** Plain http would expose the identity's token to the network. */
export function parseBaseUrl(
  text: string,
  insecure: boolean,
): { ok: true; base: BaseUrl } | { ok: false; problem: string } {
  const no = (problem: string) => ({ ok: false, problem }) as const
  if (!URL.canParse(text)) return no('baseUrl is not an address; write https://host/path')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return no('baseUrl must begin with https://')
  if (url.protocol === 'http:' && !insecure && !isLoopbackHost(url.hostname)) {
    return no('baseUrl is plain http; use https, or insecure: true inside a private network')
  }
  if (url.username !== '' || url.password !== '')
    return no('baseUrl contains a user name or password; use identity')
  if (url.search !== '' || url.hash !== '') return no('baseUrl must end with its path; leave out ? and #')
  return { ok: true, base: { origin: url.origin, prefix: url.pathname.replace(/(?<!\/)\/+$/, '') } }
}

/** `path` starts with a slash and is encoded. Returns `undefined` if the parsed URL differs from what was joined. */
export function buildUrl(base: BaseUrl, path: string, query: URLSearchParams): string | undefined {
  const joined = `${base.origin}${base.prefix}${path}`
  if (!URL.canParse(joined)) return undefined
  const url = new URL(joined)
  if (url.origin !== base.origin || url.pathname !== `${base.prefix}${path}`) return undefined
  if (url.search !== '' || url.hash !== '' || url.username !== '') return undefined
  url.search = query.toString()
  return url.href.length > urlLengthMax ? undefined : url.href
}
