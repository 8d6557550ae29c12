// Reads the few request headers that the lane needs from Node's raw list. Node's own `req.headers` silently drops a second
// Authorization or Host header; here they are joined with a comma, as the Fetch standard does, so that duplicates are refused.

const fixed = [
  'accept',
  'accept-encoding',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'stripe-account',
  'stripe-context',
  'stripe-version',
  'transfer-encoding',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-user-id',
]

/** Creates the reader: raw headers in, a function from lower-case name to value out. Headers not listed above read as absent. */
export function createHeaderReader(
  secretHeader: string,
): (rawHeaders: readonly string[]) => (name: string) => string | undefined {
  const known = new Set([...fixed, secretHeader.toLowerCase()])
  return (rawHeaders) => {
    const found: Record<string, string | undefined> = {}
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      const name = rawHeaders[i]?.toLowerCase() ?? ''
      if (!known.has(name)) continue
      const value = rawHeaders[i + 1] ?? ''
      const before = found[name]
      found[name] = before === undefined ? value : `${before}, ${value}`
    }
    return (name) => found[name]
  }
}
