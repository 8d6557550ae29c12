// The settings that Missive stores for this person: the gateway's address and its secret. Read liberally, written strictly.

/** Which of the gateway's keys to use, and the language of our words. */
type Choices = { mode?: 'live' | 'test'; locale?: string }
/** `gateway`: a header with a secret value. `key`: a connection key created in the console. */
export type Connection =
  | { kind: 'gateway'; url: string; headerName: string; headerValue: string }
  | { kind: 'key'; url: string; connectionKey: string }
export type Settings = { version: 1 } & Connection & Choices

/** The key in Missive's store. */
export const settingsKey = 'tillside'
/** The key under which the extendkit sidebar stored its settings. */
export const olderSettingsKey = 'backend_config'

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '')

/** Normalizes a typed gateway address: with a scheme, no query, one slash at the end; undefined if it is not an address. */
export function normalizeAddress(typed: string): string | undefined {
  const trimmed = typed.trim()
  if (!trimmed) return undefined
  const url = URL.parse(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return `${url.origin}${url.pathname.replace(/(?<!\/)\/+$/, '')}/`
}

/** Whether secrets may be sent there: only over https, or to this machine. */
export function isSafeAddress(address: string): boolean {
  const url = URL.parse(address)
  return (
    url?.protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$|\.localhost$/.test(url?.hostname ?? '')
  )
}

/** Reads the saved settings; undefined if they are unusable. */
export function parseSettings(value: unknown): Settings | undefined {
  if (!isRecord(value) || value.version !== 1) return undefined
  const { kind, mode, headerValue } = value
  const url = normalizeAddress(text(value.url))
  const [headerName, connectionKey, locale] = [value.headerName, value.connectionKey, value.locale].map(text)
  if (!url) return undefined
  const common: { version: 1; url: string } & Choices = {
    version: 1,
    url,
    ...(mode === 'live' || mode === 'test' ? { mode } : {}),
    ...(locale ? { locale } : {}),
  }
  // Spaces around a header's value count.
  if (kind === 'gateway' && headerName && typeof headerValue === 'string' && headerValue) {
    return { kind, headerName, headerValue, ...common }
  }
  return kind === 'key' && connectionKey ? { kind, connectionKey, ...common } : undefined
}

/** Reads settings of the extendkit sidebar to prefill the form; they are offered, never used silently. */
export function readOlderSettings(value: unknown, pageUrl: string): Connection | undefined {
  if (!isRecord(value)) return undefined
  const inner = isRecord(value.config) ? { ...value, ...value.config } : value
  // Its field names differ between versions.
  const pick = (name: RegExp) =>
    text(Object.entries(inner).find(([key, one]) => name.test(key) && text(one))?.[1])
  const type = text(inner.type)
  if (type === 'hosted') {
    const key = Object.values(inner)
      .map(text)
      .find((one) => one.startsWith('tsk_'))
    return { kind: 'key', url: pageUrl, connectionKey: key ?? '' }
  }
  const typed = pick(/url/i)
  const headerValue = pick(/value|secret/i)
  if (type !== 'custom' && !typed && !headerValue) return undefined
  const url = normalizeAddress(typed.replace(/\/stripe(\/v1)?\/*$/, '')) ?? pageUrl
  return { kind: 'gateway', url, headerName: pick(/header.?name/i) || 'X-API-KEY', headerValue }
}

/** The headers that authenticate a request. */
export function authHeaders(connection: Connection): Record<string, string> {
  return connection.kind === 'gateway'
    ? { [connection.headerName.trim()]: connection.headerValue }
    : { authorization: `Bearer ${connection.connectionKey.trim()}` }
}
