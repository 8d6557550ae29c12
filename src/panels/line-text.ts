// A line as plain text, for what leaves the panel: comments and tasks. Days in UTC, because the viewer's zone is not known here.

import { formatMoney } from '#contract/money.ts'
import type { Inline, InlineValue } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'

function valueText(value: InlineValue, { locale }: Drawing): string {
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
      const shape: Intl.DateTimeFormatOptions =
        value.style === 'month' ? { month: 'short', year: 'numeric' } : { dateStyle: 'medium' }
      return new Intl.DateTimeFormat(locale, { ...shape, timeZone: 'UTC' }).format(Date.parse(value.at))
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
