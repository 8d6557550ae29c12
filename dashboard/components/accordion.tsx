// Accordion: rows that open.

import { useId, useState, type ReactNode } from 'react'
import { Icon } from './icon.tsx'

export const Accordion = ({ children }: { children?: ReactNode }) => (
  <div className="sd-accordion">{children}</div>
)

export type AccordionItemProps = {
  children?: ReactNode
  title?: ReactNode
  subtitle?: ReactNode
  media?: ReactNode
  actions?: ReactNode
  defaultOpen?: boolean
  onChange?: (isOpen: boolean) => unknown
}

export function AccordionItem(props: AccordionItemProps) {
  const { children, title, subtitle, media, actions, defaultOpen = false, onChange } = props
  const [open, setOpen] = useState(defaultOpen)
  const id = useId()
  const toggle = () => {
    setOpen(!open)
    void onChange?.(!open)
  }
  return (
    <div className={`sd-accordion-item${open ? ' sd-open' : ''}`}>
      <div className="sd-accordion-head">
        <button
          type="button"
          id={`${id}-head`}
          className="sd-accordion-button"
          aria-expanded={open}
          aria-controls={open ? `${id}-body` : undefined}
          onClick={toggle}
        >
          <Icon name="chevronRight" size="small" />
          {media !== undefined && <span className="sd-accordion-media">{media}</span>}
          <span className="sd-accordion-words">
            <span className="sd-accordion-title">{title}</span>
            {subtitle !== undefined && <span className="sd-accordion-about">{subtitle}</span>}
          </span>
        </button>
        {actions !== undefined && <div className="sd-accordion-actions">{actions}</div>}
      </div>
      {open && (
        <div id={`${id}-body`} role="region" aria-labelledby={`${id}-head`} className="sd-accordion-body">
          {children}
        </div>
      )}
    </div>
  )
}
