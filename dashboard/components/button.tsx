// Button, Link and ButtonGroup.

import { useLayoutEffect, useRef, useState, Children, type ReactNode, type RefObject } from 'react'
import { cssToStyle, type CssTokens } from './css-tokens.ts'
import { Icon } from './icon.tsx'
import { Popover } from './popover.tsx'
import { Pressable, TriggerContext, type Href } from './pressable.tsx'
import type { OnPress } from './remote-events.ts'
import { safeHref } from './safe-url.ts'
import { Spinner } from './spinner.tsx'

export type ButtonProps = {
  children?: ReactNode
  type?: 'primary' | 'secondary' | 'destructive'
  size?: 'small' | 'medium' | 'large'
  disabled?: boolean
  pending?: boolean
  href?: Href
  target?: string
  onPress?: OnPress
  css?: CssTokens
}

export function Button(props: ButtonProps) {
  const {
    children,
    type = 'secondary',
    size = 'medium',
    disabled,
    pending = false,
    href,
    onPress,
    css,
  } = props
  return (
    <Pressable
      className={`sd-button sd-button-${type} sd-size-${size}`}
      style={cssToStyle(css)}
      href={href}
      onPress={onPress}
      disabled={disabled ?? false}
      busy={pending}
    >
      {pending && <Spinner size="small" />}
      <span className="sd-button-words">{children}</span>
    </Pressable>
  )
}

export type LinkProps = {
  children?: ReactNode
  href?: Href
  type?: 'primary' | 'secondary'
  external?: boolean
  disabled?: boolean
  target?: string
  rel?: string
  tabIndex?: number
  onPress?: OnPress
  css?: CssTokens
}

export function Link(props: LinkProps) {
  const { children, href, type = 'primary', external = false, disabled, onPress, tabIndex, css } = props
  // An unsafe address is drawn as text, because a link that does nothing would mislead.
  if (typeof href === 'string' && safeHref(href) === undefined && !onPress) return <span>{children}</span>
  return (
    <Pressable
      className={`sd-link sd-link-${type}`}
      style={cssToStyle(css)}
      href={href}
      onPress={onPress}
      disabled={disabled ?? false}
      tabIndex={tabIndex}
    >
      {children}
      {external && <Icon name="external" size="xsmall" />}
    </Pressable>
  )
}

export type ButtonGroupProps = {
  children?: ReactNode
  collapse?: 'auto' | 'none'
  direction?: 'row' | 'column'
  menuTrigger?: ReactNode
}

const triggerWidth = 40

/** How many items fit, gaps included, with room left for the overflow trigger. */
function countThatFit(widths: readonly number[], room: number, gap: number): number {
  const used = (count: number) =>
    widths.slice(0, count).reduce((sum, width) => sum + width, 0) + gap * Math.max(count - 1, 0)
  if (used(widths.length) <= room + 1) return widths.length
  let count = widths.length - 1
  while (count > 0 && used(count) + gap + triggerWidth > room) count -= 1
  return count
}

export function ButtonGroup({
  children,
  collapse = 'auto',
  direction = 'row',
  menuTrigger,
}: ButtonGroupProps) {
  const items = Children.toArray(children)
  const row = useRef<HTMLDivElement>(null)
  const collapsing = collapse === 'auto' && direction === 'row'
  const fitting = useFitting(row, items.length, collapsing)
  const rest = items.slice(fitting)
  return (
    <div ref={row} role="group" className={`sd-button-group sd-layout-${direction}`}>
      {items.slice(0, fitting)}
      {rest.length > 0 && <Overflow trigger={menuTrigger}>{rest}</Overflow>}
    </div>
  )
}

/** How many of a row's items to show. Items in the menu count with the width they had when last shown. */
function useFitting(row: RefObject<HTMLElement>, count: number, collapsing: boolean): number {
  const [fitting, setFitting] = useState(count)
  const widths = useRef<number[]>([])
  const measure = useRef(() => {})
  measure.current = () => {
    if (!row.current || !collapsing) return
    const seen = Array.from(row.current.children).slice(0, Math.min(fitting, count))
    seen.forEach((item, at) => (widths.current[at] = item.getBoundingClientRect().width))
    widths.current.length = count
    // An item never shown has no width yet: show all once to measure them.
    const all = Array.from(widths.current)
    setFitting(all.includes(undefined as never) ? count : countThatFit(all, row.current.clientWidth, 8))
  }
  useLayoutEffect(() => measure.current())
  useLayoutEffect(() => {
    if (!row.current) return undefined
    const observer = new ResizeObserver(() => measure.current())
    observer.observe(row.current)
    return () => observer.disconnect()
  }, [row])
  return collapsing ? fitting : count
}

function Overflow({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  return (
    <>
      <span ref={anchor} className="sd-anchor" onClick={() => setOpen(!open)}>
        <TriggerContext.Provider value={{ 'aria-haspopup': 'dialog', 'aria-expanded': open }}>
          {trigger ?? (
            <Pressable className="sd-button sd-button-secondary sd-size-medium" label="More actions">
              <Icon name="more" size="medium" />
            </Pressable>
          )}
        </TriggerContext.Provider>
      </span>
      <Popover open={open} onClose={() => setOpen(false)} anchor={anchor} role="dialog" label="More actions">
        <div className="sd-overflow" onClick={() => setOpen(false)}>
          {children}
        </div>
      </Popover>
    </>
  )
}
