// Whether the app's content security policy lets a source through: by prefix where the entry ends in a slash, else exactly.

/** As Chromium matches the path of a source: https://www.w3.org/TR/CSP3/#match-paths */
export function isAllowedSource(source: string, entries: readonly string[]): boolean {
  if (!URL.canParse(source)) return false
  const asked = new URL(source)
  return entries.some((entry) => {
    if (!URL.canParse(entry)) return false
    const { origin, pathname } = new URL(entry)
    if (origin !== asked.origin) return false
    return pathname.endsWith('/') ? asked.pathname.startsWith(pathname) : asked.pathname === pathname
  })
}
