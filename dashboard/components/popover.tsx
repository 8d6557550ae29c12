// A layer beside an element. It is in the browser's top layer, so no scrolling parent clips it.

import { useEffect, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react'
import { placeBeside, type Align, type Side } from './place-beside.ts'

export type PopoverProps = {
  open: boolean
  onClose: () => void
  anchor: RefObject<HTMLElement>
  children: ReactNode
  role?: 'menu' | 'dialog' | 'tooltip' | 'listbox'
  id?: string
  label?: string | undefined
  className?: string
  side?: Side
  align?: Align
  /** Whether the layer is at least as wide as its anchor. */
  wide?: boolean
  /** Whether opening moves the focus into the layer. */
  takesFocus?: boolean
  onKeyDown?: (event: KeyboardEvent<HTMLDivElement>) => void
}

const focusable =
  'a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex="0"]'

export function Popover(props: PopoverProps) {
  const { open, onClose, anchor, children, role = 'dialog', id, label, className = '' } = props
  const { side = 'bottom', align = 'start', wide = false, takesFocus = role !== 'tooltip' } = props
  const layer = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const [own, beside] = [layer.current, anchor.current]
    if (!open || !own || !beside) return undefined
    own.showPopover()
    const place = () => {
      const rect = beside.getBoundingClientRect()
      if (wide) own.style.minWidth = `${rect.width}px`
      const room = { width: window.innerWidth, height: window.innerHeight }
      const { left, top } = placeBeside(rect, own.getBoundingClientRect(), room, { side, align })
      own.style.left = `${left}px`
      own.style.top = `${top}px`
    }
    place()
    const observer = new ResizeObserver(place)
    observer.observe(own)
    window.addEventListener('scroll', place, { capture: true, passive: true })
    window.addEventListener('resize', place)
    return () => {
      observer.disconnect()
      window.removeEventListener('scroll', place, { capture: true })
      window.removeEventListener('resize', place)
      own.hidePopover()
    }
  }, [open, anchor, side, align, wide])

  useDismissal({ open, onClose, anchor, layer, takesFocus })
  if (!open) return null
  return (
    <div
      ref={layer}
      {...{ popover: 'manual' }}
      id={id}
      role={role}
      aria-label={label}
      className={`sd-layer ${className}`}
      onKeyDown={props.onKeyDown}
    >
      {children}
    </div>
  )
}

type Dismissal = Pick<PopoverProps, 'open' | 'onClose' | 'anchor'> & {
  layer: RefObject<HTMLElement>
  takesFocus: boolean
}

/** Closes on Escape and on a press outside; the focus moves in on opening and back on closing. */
function useDismissal({ open, onClose, anchor, layer, takesFocus }: Dismissal): void {
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    if (!open) return undefined
    const own = layer.current
    const opener = anchor.current?.querySelector<HTMLElement>(focusable) ?? anchor.current
    if (takesFocus) own?.querySelector<HTMLElement>(`[data-first-focus],${focusable}`)?.focus()
    const press = (event: PointerEvent) => {
      const inside =
        event.target instanceof Node &&
        [own, anchor.current].some((part) => part?.contains(event.target as Node))
      if (!inside) close.current()
    }
    const key = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // Escape closes this layer only, not the view below it.
      event.stopPropagation()
      close.current()
    }
    document.addEventListener('pointerdown', press, true)
    document.addEventListener('keydown', key, true)
    return () => {
      document.removeEventListener('pointerdown', press, true)
      document.removeEventListener('keydown', key, true)
      if (takesFocus && (own?.contains(document.activeElement) || document.activeElement === document.body))
        opener?.focus()
    }
  }, [open, anchor, layer, takesFocus])
}
