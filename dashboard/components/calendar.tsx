// Calendar: a month to pick days in, navigated with the arrow keys.

import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { addDays, addMonths, formatDay, weeksOf, type Day, type Days } from './days.ts'
import { Icon } from './icon.tsx'

export type CalendarProps = {
  chosen: Partial<Days>
  start: Day
  today: Day
  earliest: Day | undefined
  latest: Day | undefined
  locale: string
  onPick: (day: Day) => void
}

const steps: Record<string, (day: Day) => Day> = {
  ArrowLeft: (day) => addDays(day, -1),
  ArrowRight: (day) => addDays(day, 1),
  ArrowUp: (day) => addDays(day, -7),
  ArrowDown: (day) => addDays(day, 7),
  PageUp: (day) => addMonths(day, -1),
  PageDown: (day) => addMonths(day, 1),
}

function classOf(day: Day, { chosen, today }: CalendarProps): string {
  const { from, to } = chosen
  const isEnd = day === from || day === to
  const isBetween = from !== undefined && to !== undefined && day > from && day < to
  return `sd-day${isEnd ? ' sd-day-end' : ''}${isBetween ? ' sd-day-between' : ''}${day === today ? ' sd-day-today' : ''}`
}

export function Calendar(props: CalendarProps) {
  const { start, earliest, latest, locale, onPick } = props
  const [day, setDay] = useState(start)
  const grid = useRef<HTMLTableElement>(null)
  const moved = useRef(false)
  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    moved.current = false
  }, [day])
  const keys = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    moved.current = true
    setDay(step(day))
  }
  const weeks = weeksOf(day)
  const month = formatDay(day, locale, { month: 'long', year: 'numeric' })
  const isOut = (one: Day) =>
    (earliest !== undefined && one < earliest) || (latest !== undefined && one > latest)
  return (
    <div className="sd-calendar">
      <div className="sd-calendar-head">
        <button
          type="button"
          className="sd-icon-button"
          aria-label="Show previous month"
          onClick={() => setDay(addMonths(day, -1))}
        >
          <Icon name="chevronLeft" />
        </button>
        <span aria-live="polite">{month}</span>
        <button
          type="button"
          className="sd-icon-button"
          aria-label="Show next month"
          onClick={() => setDay(addMonths(day, 1))}
        >
          <Icon name="chevronRight" />
        </button>
      </div>
      <table ref={grid} role="grid" aria-label={month} onKeyDown={keys}>
        <thead>
          <tr>
            {weeks[0]?.map((one) => (
              <th key={one} scope="col" abbr={formatDay(one, locale, { weekday: 'long' })}>
                {formatDay(one, locale, { weekday: 'narrow' })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((one) => (
                <td key={one} role="gridcell" aria-selected={classOf(one, props).includes('-end')}>
                  <button
                    type="button"
                    className={`${classOf(one, props)}${one.slice(0, 7) === day.slice(0, 7) ? '' : ' sd-day-other'}`}
                    tabIndex={one === day ? 0 : -1}
                    disabled={isOut(one)}
                    aria-label={formatDay(one, locale, { dateStyle: 'full' })}
                    onClick={() => {
                      setDay(one)
                      onPick(one)
                    }}
                  >
                    {Number(one.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
