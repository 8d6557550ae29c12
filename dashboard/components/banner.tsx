// Banner: a message above or inside a view.

import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'

export type BannerProps = {
  title?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  type?: 'default' | 'caution' | 'critical'
  onDismiss?: () => unknown
}

const icons = { default: 'info', caution: 'warning', critical: 'warningCircle' }

export function Banner({ title, description, actions, type = 'default', onDismiss }: BannerProps) {
  return (
    <div role={type === 'critical' ? 'alert' : 'status'} className={`sd-banner sd-banner-${type}`}>
      <span className="sd-banner-icon">
        <Icon name={icons[type] ?? 'info'} size="medium" />
      </span>
      <div className="sd-banner-words">
        {title !== undefined && <div className="sd-banner-title">{title}</div>}
        {description !== undefined && <div className="sd-banner-about">{description}</div>}
        {actions !== undefined && <div className="sd-banner-actions">{actions}</div>}
      </div>
      {onDismiss && (
        <button
          type="button"
          className="sd-icon-button"
          aria-label="Dismiss"
          onClick={() => void onDismiss()}
        >
          <Icon name="cancel" />
        </button>
      )}
    </div>
  )
}
