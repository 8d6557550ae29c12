// Reads `Retry-After`, as seconds or as a date, with an upper bound. https://www.rfc-editor.org/rfc/rfc9110#name-retry-after

const longestMs = 24 * 3_600_000

/** How long to wait; 0 without a usable value. */
export function parseRetryAfter(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0
  const text = value.trim()
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestMs)
}
