// Badge, Chip and ChipList: short labels, coloured or with controls.

import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export type BadgeType = 'neutral' | 'urgent' | 'warning' | 'negative' | 'positive' | 'info'
export type BadgeProps = { children?: ReactNode; type?: BadgeType }

export const Badge = ({ children, type = 'neutral' }: BadgeProps) => (
  <span className={`sd-badge sd-badge-${type}`}>{children}</span>
)

export type ChipProps = {
  label?: string
  value?: string | string[]
  onAddSuggestion?: () => unknown
  onClose?: () => unknown
  onDropdown?: () => unknown
}

/** A chip with a value can be changed or removed; one without is a suggestion. */
export function Chip({ label, value, onAddSuggestion, onClose, onDropdown }: ChipProps) {
  const name = label ?? ''
  const text = Array.isArray(value) ? value.join(', ') : value
  if (text === undefined) {
    return (
      <button type="button" className="sd-chip sd-chip-suggested" onClick={() => void onAddSuggestion?.()}>
        <Icon name="addCircle" /> {name}
      </button>
    )
  }
  return (
    <span className="sd-chip">
      {onClose && (
        <button
          type="button"
          className="sd-chip-close"
          aria-label={`Remove ${name || text}`}
          onClick={() => void onClose()}
        >
          <Icon name="cancelCircle" />
        </button>
      )}
      {name && <span className="sd-chip-label">{name}</span>}
      {onDropdown ? (
        <button
          type="button"
          className="sd-chip-value"
          aria-label={`Change ${name || 'value'}: ${text}`}
          onClick={() => void onDropdown()}
        >
          {text} <Icon name="chevronDown" size="xsmall" />
        </button>
      ) : (
        <span className="sd-chip-value">{text}</span>
      )}
    </span>
  )
}

export type ChipListProps = { children?: ReactNode; direction?: 'row' | 'row-reverse' }

export const ChipList = ({ children, direction = 'row' }: ChipListProps) => (
  <div role="group" className={`sd-chip-list sd-direction-${direction}`}>
    {children}
  </div>
)
