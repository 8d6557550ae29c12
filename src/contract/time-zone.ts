// Calendar days of a time zone. No zod here: the schema is in `api.ts`.

/** Returns the name as `Intl` writes it, or `undefined` for a zone that this runtime does not know. */
export function knownTimeZone(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone
  } catch {
    // A browser may know newer zones than this runtime, and a caller may invent one.
    return undefined
  }
}

/** For code that needs a zone to count and write days. */
export const timeZoneOrUtc = (name: string | undefined): string => knownTimeZone(name) ?? 'UTC'

const formatters = new Map<string, Intl.DateTimeFormat>()

/** `2026-11-21`: times with the same text are on the same day in the zone. */
export function dayIn(timeZone: string, atMs: number): string {
  let formatter = formatters.get(timeZone)
  if (!formatter) {
    const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    formatter = new Intl.DateTimeFormat('en-CA', { ...day, timeZone })
    formatters.set(timeZone, formatter)
  }
  return formatter.format(atMs)
}

/** Calendar days from one time to another, as a person in the zone counts them: 0 today, 1 tomorrow, -1 yesterday. */
export function daysFrom(fromMs: number, toMs: number, timeZone: string): number {
  return Math.round((Date.parse(dayIn(timeZone, toMs)) - Date.parse(dayIn(timeZone, fromMs))) / 86_400_000)
}
