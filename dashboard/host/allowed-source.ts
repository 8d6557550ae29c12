// Whether the app's content security policy allows a source: by prefix if the entry ends in a slash, otherwise exactly.

/** Matches the path of a source as Chromium does: https://www.w3.org/TR/CSP3/#match-paths */
export function isAllowedSource(source: string, entries: readonly string[]): boolean {
  if (!URL.canParse(source)) return false
  const requested = new URL(source)
  return entries.some((entry) => {
    if (!URL.canParse(entry)) return false
    const { origin, pathname } = new URL(entry)
    if (origin !== requested.origin) return false
    return pathname.endsWith('/') ? requested.pathname.startsWith(pathname) : requested.pathname === pathname
  })
}
