// The one address a source is asked at. Each request's URL is parsed once more and held against it, so that no path, however
// it came about, leaves the origin or the prefix.

import { isLoopbackHost } from '#ip-address.ts'

export type BaseUrl = { origin: string; prefix: string }

const urlLengthMax = 8000

/** Plain http would show the identity's token to the network. */
export function parseBaseUrl(
  text: string,
  insecure: boolean,
): { ok: true; base: BaseUrl } | { ok: false; problem: string } {
  const no = (problem: string) => ({ ok: false, problem }) as const
  if (!URL.canParse(text)) return no('baseUrl is no address; write https://host/path')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return no('baseUrl must begin with https://')
  if (url.protocol === 'http:' && !insecure && !isLoopbackHost(url.hostname)) {
    return no('baseUrl is plain http; use https, or insecure: true inside a private network')
  }
  if (url.username !== '' || url.password !== '') return no('baseUrl holds a password; use identity')
  if (url.search !== '' || url.hash !== '') return no('baseUrl ends at its path; leave out ? and #')
  return { ok: true, base: { origin: url.origin, prefix: url.pathname.replace(/(?<!\/)\/+$/, '') } }
}

/** `path` starts with a slash and is encoded. `undefined` where the parsed result is not exactly what was put together. */
export function buildUrl(base: BaseUrl, path: string, query: URLSearchParams): string | undefined {
  const asked = `${base.origin}${base.prefix}${path}`
  if (!URL.canParse(asked)) return undefined
  const url = new URL(asked)
  if (url.origin !== base.origin || url.pathname !== `${base.prefix}${path}`) return undefined
  if (url.search !== '' || url.hash !== '' || url.username !== '') return undefined
  url.search = query.toString()
  return url.href.length > urlLengthMax ? undefined : url.href
}
