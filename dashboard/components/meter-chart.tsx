// MeterChart of /ui/next: shares of a whole as one bar.

import { Legend } from './chart.tsx'
import { formatAmount } from './format-value.ts'
import { useServices } from './services.ts'

type Part = { label: string; value: number }
type UnitFormat = {
  unit: 'currency' | 'percent' | 'number' | 'none'
  options?: { currency?: string; signDisplay?: 'always' | 'auto' | 'never' | 'exceptZero' }
}
export type MeterChartProps = {
  data?: Part[]
  legendEnabled?: boolean
  unitFormat?: UnitFormat
  onSegmentClick?: (payload: {
    eventType: 'meter.segment.click' | 'meter.legend.click'
    data: Part | null
  }) => unknown
}

function writeValue(value: number, format: UnitFormat | undefined, locale: string): string {
  if (format?.unit === 'currency') return formatAmount(value, format.options?.currency ?? 'USD', locale)
  if (format?.unit === 'percent') {
    const { signDisplay = 'auto' } = format.options ?? {}
    return new Intl.NumberFormat(locale, { style: 'percent', signDisplay, maximumFractionDigits: 1 }).format(
      value,
    )
  }
  return new Intl.NumberFormat(locale).format(value)
}

export function MeterChart({
  data = [],
  legendEnabled = false,
  unitFormat,
  onSegmentClick,
}: MeterChartProps) {
  const { locale } = useServices()
  const words = (part: Part) => `${part.label}: ${writeValue(part.value, unitFormat, locale)}`
  const press = (eventType: 'meter.segment.click' | 'meter.legend.click', part: Part) =>
    void onSegmentClick?.({ eventType, data: { ...part } })
  const total = data.reduce((sum, { value }) => sum + Math.max(value, 0), 0)
  return (
    <figure className="sd-meter">
      <div className="sd-meter-bar" role="group" aria-label="Shares">
        {data.map((part, at) => (
          <button
            key={part.label}
            type="button"
            className={`sd-meter-part sd-series-${at % 6}`}
            style={{ flexGrow: total > 0 ? Math.max(part.value, 0) / total : 0 }}
            aria-label={words(part)}
            title={words(part)}
            onClick={() => press('meter.segment.click', part)}
          />
        ))}
      </div>
      {legendEnabled && (
        <Legend
          names={data.map((part) => (
            <button
              type="button"
              className="sd-legend-button"
              onClick={() => press('meter.legend.click', part)}
            >
              {part.label} <strong>{writeValue(part.value, unitFormat, locale)}</strong>
            </button>
          ))}
        />
      )}
    </figure>
  )
}
