// Checks the address of an endpoint as written in the configuration. Whether its machine may be contacted is checked once the name
// is resolved.

export type EndpointUrl = { ok: true; url: URL } | { ok: false; problem: string }

/** Plain http would expose events to the network, so it must be allowed explicitly. */
export function parseEndpointUrl(text: string, insecure: boolean): EndpointUrl {
  const no = (problem: string) => ({ ok: false, problem }) as const
  if (!URL.canParse(text)) return no('the address is not valid; write https://host/path')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return no('the address must begin with https://')
  if (url.protocol === 'http:' && !insecure) {
    return no('the address is plain http; use https, or insecure: true inside a private network')
  }
  if (url.username !== '' || url.password !== '')
    return no('the address contains a user name or password; the signature is the proof')
  return { ok: true, url }
}
