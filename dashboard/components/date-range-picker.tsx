// DateRangePicker: a preset or two days, and how finely to count between them.

import { useId, useRef, useState } from 'react'
import { Calendar } from './calendar.tsx'
import {
  dayAt,
  daysOf,
  formatDay,
  momentsOf,
  presets,
  type Day,
  type Days,
  type Moments,
  type Preset,
} from './days.ts'
import { Icon } from './icon.tsx'
import { Popover } from './popover.tsx'
import { useServices } from './services.ts'

type Granularity = 'day' | 'week' | 'month' | 'year'
type Range = { start?: Date; end?: Date } | Preset
export type DateRangePickerProps = {
  value?: { range?: Range | undefined; granularity?: Granularity | undefined }
  onChange?: (value: { range: Moments | Preset | undefined; granularity?: Granularity }) => unknown
  timeZone?: string
  label?: string
  disableDatesAfter?: string
  disableDatesBefore?: string
  showDateGranularityToggle?: boolean
}

const granularities: Granularity[] = ['day', 'week', 'month', 'year']
const isPreset = (range: unknown): range is Preset =>
  typeof range === 'string' && Object.hasOwn(presets, range)

/** A zone that does not exist is the extension's mistake; the days are still worth showing. */
function knownZone(timeZone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}

function readRange(range: Range | undefined, today: Day, zone: string): Partial<Days> {
  if (isPreset(range)) return daysOf(range, today) ?? {}
  if (typeof range !== 'object') return {}
  const days: Partial<Days> = {}
  if (range.start) days.from = dayAt(new Date(range.start), zone)
  if (range.end) days.to = dayAt(new Date(range.end), zone)
  return days
}

const limit = (text: string | undefined, today: Day): Day | undefined =>
  text === 'today' ? today : text?.replaceAll('/', '-')

function wordsFor(range: Range | undefined, days: Partial<Days>, locale: string): string {
  if (isPreset(range)) return presets[range]
  const write = (day: Day | undefined) => (day ? formatDay(day, locale, { dateStyle: 'medium' }) : '…')
  return days.from || days.to ? `${write(days.from)} – ${write(days.to)}` : 'Select dates'
}

/** The days of a value, and functions that report a new choice. */
function useRange({ value, onChange, timeZone }: DateRangePickerProps, close: () => void) {
  const [first, setFirst] = useState<Day>()
  const zone = knownZone(timeZone)
  const today = dayAt(new Date(), zone)
  const { range, granularity } = value ?? {}
  const days = readRange(range, today, zone)
  const { from, to } = days
  const current = isPreset(range) ? range : from && to ? momentsOf({ from, to }, zone) : undefined
  const report = (next: Moments | Preset | undefined, finer = granularity) =>
    void onChange?.({ range: next, ...(finer && { granularity: finer }) })
  const choose = (next: Moments | Preset) => {
    setFirst(undefined)
    report(next)
    close()
  }
  const pick = (day: Day) => {
    if (first === undefined) return setFirst(day)
    choose(momentsOf(first <= day ? { from: first, to: day } : { from: day, to: first }, zone))
  }
  const shown = { zone, today, range, granularity, days, first }
  return {
    ...shown,
    pick,
    choosePreset: choose,
    forgetFirst: () => setFirst(undefined),
    chooseGranularity: (finer: Granularity) => report(current, finer),
  }
}

export function DateRangePicker(props: DateRangePickerProps) {
  const { label = 'Date range', showDateGranularityToggle = false } = props
  const { locale } = useServices()
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  const id = useId()
  const chosen = useRange(props, () => setOpen(false))
  const close = () => {
    setOpen(false)
    chosen.forgetFirst()
  }
  return (
    <div className="sd-field">
      <span id={id} className="sd-field-label">
        {label}
      </span>
      <div className="sd-range">
        <span ref={anchor} className="sd-anchor">
          <button
            type="button"
            className="sd-button sd-button-secondary sd-size-medium"
            aria-haspopup="dialog"
            aria-expanded={open}
            aria-labelledby={`${id} ${id}-words`}
            onClick={() => (open ? close() : setOpen(true))}
          >
            <Icon name="calendar" />{' '}
            <span id={`${id}-words`}>{wordsFor(chosen.range, chosen.days, locale)}</span>
          </button>
        </span>
        {showDateGranularityToggle && (
          <GranularityToggle value={chosen.granularity ?? 'day'} onChoose={chosen.chooseGranularity} />
        )}
      </div>
      <Popover {...{ open, anchor, label }} onClose={close} role="dialog" className="sd-range-layer">
        <Presets chosen={chosen} />
        <DayChoice props={props} chosen={chosen} />
      </Popover>
    </div>
  )
}

type Chosen = ReturnType<typeof useRange>

const Presets = ({ chosen }: { chosen: Chosen }) => (
  <ul className="sd-presets">
    {(Object.keys(presets) as Preset[]).map((preset) => (
      <li key={preset}>
        <button
          type="button"
          className="sd-preset"
          aria-pressed={preset === chosen.range}
          onClick={() => chosen.choosePreset(preset)}
        >
          {presets[preset]}
        </button>
      </li>
    ))}
  </ul>
)

function DayChoice({ props, chosen }: { props: DateRangePickerProps; chosen: Chosen }) {
  const { locale } = useServices()
  const { first, days, today, zone, pick } = chosen
  return (
    <div>
      <Calendar
        {...{ today, locale }}
        chosen={first === undefined ? days : { from: first }}
        start={days.to ?? today}
        earliest={limit(props.disableDatesBefore, today)}
        latest={limit(props.disableDatesAfter, today)}
        onPick={pick}
      />
      <p className="sd-range-hint" role="status">
        {first === undefined
          ? `Times are in ${zone}`
          : `From ${formatDay(first, locale, { dateStyle: 'medium' })}. Pick the last day.`}
      </p>
    </div>
  )
}

function GranularityToggle({
  value,
  onChoose,
}: {
  value: Granularity
  onChoose: (value: Granularity) => void
}) {
  return (
    <select
      className="sd-input sd-granularity"
      aria-label="Interval"
      value={value}
      onChange={(event) => onChoose(granularities.find((one) => one === event.currentTarget.value) ?? 'day')}
    >
      {granularities.map((one) => (
        <option key={one} value={one}>
          {{ day: 'Daily', week: 'Weekly', month: 'Monthly', year: 'Yearly' }[one]}
        </option>
      ))}
    </select>
  )
}
