// The address of an endpoint, as the configuration writes it. Whether the machine behind it may be reached is another question,
// asked once its name is resolved.

export type EndpointUrl = { ok: true; url: URL } | { ok: false; problem: string }

/** Plain http would show events to the network, so it has to be asked for. */
export function parseEndpointUrl(text: string, insecure: boolean): EndpointUrl {
  const no = (problem: string) => ({ ok: false, problem }) as const
  if (!URL.canParse(text)) return no('the address is none; write https://host/path')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return no('the address must begin with https://')
  if (url.protocol === 'http:' && !insecure) {
    return no('the address is plain http; use https, or insecure: true inside a private network')
  }
  if (url.username !== '' || url.password !== '')
    return no('the address holds a password; the signature is the proof')
  return { ok: true, url }
}
