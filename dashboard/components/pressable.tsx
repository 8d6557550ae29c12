// The shared behaviour of buttons, links and menu items: following an address or calling a handler when pressed.

import { createContext, useContext, type MouseEvent, type ReactNode } from 'react'
import { pressEvent, type OnPress } from './remote-events.ts'
import { isDashboardAddress, safeHref } from './safe-url.ts'
import { useServices, type DashboardServices, type RouteDescriptor } from './services.ts'

export type Href = string | RouteDescriptor

/** Attributes that a Menu or an overflow passes to the pressable that opens it. */
export type TriggerAttributes = {
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
  'aria-controls'?: string | undefined
}
export const TriggerContext = createContext<TriggerAttributes>({})

/** Follows an address or route; outside addresses open in a new tab, so the preview stays open. */
export function follow(href: Href | undefined, services: DashboardServices): void {
  if (href === undefined) return
  if (typeof href !== 'string') return services.navigate(href)
  const address = safeHref(href)
  if (address === undefined) return
  if (isDashboardAddress(address)) return services.navigate(address)
  window.open(address, '_blank', 'noopener,noreferrer')
}

export type PressableProps = {
  className: string
  children?: ReactNode
  href?: Href | undefined
  onPress?: OnPress
  disabled?: boolean
  busy?: boolean
  label?: string | undefined
  tabIndex?: number | undefined
  style?: React.CSSProperties
}

/** A link if it has an address, otherwise a button. */
export function Pressable(props: PressableProps) {
  const { className, children, href, onPress, disabled = false, busy = false, label, tabIndex, style } = props
  const services = useServices()
  const trigger = useContext(TriggerContext)
  const press = (event: MouseEvent) => {
    if (href !== undefined) event.preventDefault()
    if (disabled || busy) return
    onPress?.(pressEvent(event))
    follow(href, services)
  }
  const attributes = { className, style, tabIndex, 'aria-label': label, onClick: press, ...trigger }
  if (href !== undefined && !disabled) {
    const address = typeof href === 'string' ? safeHref(href) : undefined
    return (
      <a {...attributes} href={address ?? '#'} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    )
  }
  return (
    <button {...attributes} type="button" disabled={disabled} aria-busy={busy || undefined}>
      {children}
    </button>
  )
}
