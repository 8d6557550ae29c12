// Turns a line into plain text for comments and tasks. Dates are in the reader's time zone, as in the panel.

import { formatMoney } from '#contract/money.ts'
import type { Inline, InlineValue } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'

function valueText(value: InlineValue, { locale, timeZone, namesZone }: Drawing): string {
  switch (value.type) {
    case 'money': {
      const amount = formatMoney(value, locale)
      const { per } = value
      if (!per) return amount
      const formatter = new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: per.interval,
        unitDisplay: 'long',
      })
      const parts = formatter.formatToParts(per.count)
      // "/ month", not "/ 1 month".
      const period = per.count === 1 ? parts.filter(({ type }) => type === 'unit') : parts
      return `${amount} / ${period.map(({ value: text }) => text).join('')}`
    }
    case 'date': {
      const month = { month: 'short', year: 'numeric' } as const
      const shape: Intl.DateTimeFormatOptions =
        value.style === 'month'
          ? month
          : { ...month, day: 'numeric', ...(namesZone ? { timeZoneName: 'short' } : {}) }
      return new Intl.DateTimeFormat(locale, { ...shape, timeZone }).format(Date.parse(value.at))
    }
    case 'id':
      return value.id
    default:
      return value.text
  }
}

/** The words of a line, its values written for the locale. */
export function lineText(line: Inline, drawing: Drawing): string {
  if (typeof line === 'string') return line
  return line.map((part) => (typeof part === 'string' ? part : valueText(part, drawing))).join('')
}
