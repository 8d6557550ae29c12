// Menu: actions behind a trigger, navigated with the arrow keys.

import { createContext, useContext, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Popover } from './popover.tsx'
import { TriggerContext } from './pressable.tsx'

type MenuState = { choose: (id: string) => void }
const MenuContext = createContext<MenuState>({ choose: () => {} })

export type MenuProps = { children?: ReactNode; trigger?: ReactNode; onAction?: (id: string) => unknown }

/** Moves the focus through the items: arrows, Home, End, and the first letter. */
function moveInMenu(event: KeyboardEvent<HTMLElement>): void {
  const items = Array.from(
    event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)'),
  )
  const at = items.indexOf(document.activeElement as HTMLElement)
  const next = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key]
  const byLetter = items.find((item) =>
    item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()),
  )
  const found = next === undefined ? (event.key.length === 1 ? byLetter : undefined) : items[next]
  if (!found) return
  event.preventDefault()
  found.focus()
}

export function Menu({ children, trigger, onAction }: MenuProps) {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  const id = useId()
  const choose = (item: string) => {
    setOpen(false)
    void onAction?.(item)
  }
  const openWithArrow = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' || open) return
    event.preventDefault()
    setOpen(true)
  }
  return (
    <>
      <span ref={anchor} className="sd-anchor" onClick={() => setOpen(!open)} onKeyDown={openWithArrow}>
        <TriggerContext.Provider
          value={{ 'aria-haspopup': 'menu', 'aria-expanded': open, 'aria-controls': open ? id : undefined }}
        >
          {trigger}
        </TriggerContext.Provider>
      </span>
      <Popover
        open={open}
        onClose={() => setOpen(false)}
        anchor={anchor}
        role="menu"
        id={id}
        className="sd-menu"
        onKeyDown={(event) => (event.key === 'Tab' ? setOpen(false) : moveInMenu(event))}
      >
        <TriggerContext.Provider value={{}}>
          <MenuContext.Provider value={{ choose }}>{children}</MenuContext.Provider>
        </TriggerContext.Provider>
      </Popover>
    </>
  )
}

export function MenuGroup({ children, title }: { children?: ReactNode; title?: ReactNode }) {
  const id = useId()
  return (
    <div role="group" className="sd-menu-group" aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div id={id} role="presentation" className="sd-menu-title">
          {title}
        </div>
      )}
      {children}
    </div>
  )
}

export type MenuItemProps = {
  children?: ReactNode
  id?: string
  disabled?: boolean
  destructive?: boolean
  onAction?: (id: string) => unknown
}

export function MenuItem({
  children,
  id = '',
  disabled = false,
  destructive = false,
  onAction,
}: MenuItemProps) {
  const { choose } = useContext(MenuContext)
  const press = () => {
    void onAction?.(id)
    choose(id)
  }
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      className={`sd-menu-item${destructive ? ' sd-destructive' : ''}`}
      disabled={disabled}
      onClick={press}
    >
      {children}
    </button>
  )
}
