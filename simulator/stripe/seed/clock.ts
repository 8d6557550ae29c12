// Times of the seeded world, all relative to now, so that the preview always looks current.

export type Clock = {
  nowSeconds: number
  /** A number of days ago; negative is in the future. */
  days(ago: number): number
  hours(ago: number): number
  /** The same day a number of months ago. */
  months(ago: number): number
  /** Month and year a number of months ahead, as printed on a card. */
  cardMonth(ahead: number): { expMonth: number; expYear: number }
}

/** A fixed clock. */
export function createClock(nowMs: number): Clock {
  const nowSeconds = Math.floor(nowMs / 1000)
  const shifted = (months: number): Date => {
    const date = new Date(nowSeconds * 1000)
    const day = date.getUTCDate()
    date.setUTCDate(1)
    date.setUTCMonth(date.getUTCMonth() + months)
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
    date.setUTCDate(Math.min(day, last))
    return date
  }
  return {
    nowSeconds,
    days: (ago) => nowSeconds - Math.round(ago * 86_400),
    hours: (ago) => nowSeconds - Math.round(ago * 3600),
    months: (ago) => Math.floor(shifted(-ago).getTime() / 1000),
    cardMonth: (ahead) => {
      const date = shifted(ahead)
      return { expMonth: date.getUTCMonth() + 1, expYear: date.getUTCFullYear() }
    },
  }
}
