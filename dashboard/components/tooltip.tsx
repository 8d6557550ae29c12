// Tooltip: text beside an element while it is hovered or focused.

import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { Popover } from './popover.tsx'
import type { Align, Side } from './place-beside.ts'

export type TooltipProps = {
  children?: ReactNode
  trigger?: ReactNode
  delay?: number
  placement?: string
  type?: 'label' | 'description'
}

const sides: Record<string, Side> = {
  top: 'top',
  bottom: 'bottom',
  left: 'left',
  start: 'left',
  right: 'right',
  end: 'right',
}
const aligns: Record<string, Align> = {
  left: 'start',
  start: 'start',
  top: 'start',
  right: 'end',
  end: 'end',
  bottom: 'end',
}

/** `bottom start` and the like: the side, then the alignment along it. */
function readPlacement(placement: string): { side: Side; align: Align } {
  const [side = '', align = ''] = placement.split(' ')
  return { side: sides[side] ?? 'top', align: aligns[align] ?? 'center' }
}

export function Tooltip({
  children,
  trigger,
  delay = 300,
  placement = 'top',
  type = 'description',
}: TooltipProps) {
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  const id = useId()
  const show = (afterMs: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setOpen(true), afterMs)
  }
  const hide = () => {
    clearTimeout(timer.current)
    setOpen(false)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    const own = anchor.current
    if (!own) return
    // A trigger that cannot take the focus gets it through its wrapper; otherwise keyboard users would never see the text.
    const reachable = own.querySelector<HTMLElement>('a[href],button,input,select,textarea,[tabindex]')
    own.tabIndex = reachable ? -1 : 0
    if (!reachable) own.setAttribute('role', 'note')
    const target = reachable ?? own
    const attribute = type === 'label' ? 'aria-labelledby' : 'aria-describedby'
    if (open) target.setAttribute(attribute, id)
    else target.removeAttribute(attribute)
  }, [open, id, type])
  return (
    <>
      <span
        ref={anchor}
        className="sd-anchor"
        onPointerEnter={() => show(delay)}
        onPointerLeave={hide}
        onFocus={() => show(0)}
        onBlur={hide}
      >
        {trigger}
      </span>
      <Popover
        open={open}
        onClose={hide}
        anchor={anchor}
        role="tooltip"
        id={id}
        className="sd-tooltip"
        {...readPlacement(placement)}
      >
        {children}
      </Popover>
    </>
  )
}
