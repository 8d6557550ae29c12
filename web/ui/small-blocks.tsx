// Small blocks of in-house panels: tabs and meters.

import type { BlockOf } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'

/** A segmented control; the pressed tab is current immediately, before its answer arrives. */
export function drawTabs({ label, tabs }: BlockOf<'tabs'>, { host, loading, panelId }: Drawing) {
  const pressed =
    tabs.find((tab) => tab === loading) ?? tabs.find((tab) => tab.kind === 'load' && tab.current)
  return (
    <div class="ts-segments" role="group" aria-label={label}>
      {tabs.map((tab) => (
        <button
          type="button"
          key={tab.label}
          aria-pressed={tab === pressed}
          onClick={() => host.run(tab, panelId)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}

/** A label, the amount in words, and a bar. */
export function drawMeter({ label, max, status = 'ok', text, value }: BlockOf<'meter'>) {
  return (
    <div class="ts-feature">
      <span>{label}</span>
      <span class="ts-money">{text}</span>
      <svg
        class={`ts-meter is-${status}`}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value}
        aria-valuetext={text}
      >
        <rect width={`${Math.min(100, (value / max) * 100)}%`} />
      </svg>
    </div>
  )
}
