// Keeps the keyboard inside a modal view, and returns the focus when the view closes.

import { useEffect, type KeyboardEvent, type RefObject } from 'react'

const reachable = [
  'a[href]',
  'button:not(:disabled)',
  'input:not(:disabled)',
  'select:not(:disabled)',
  'textarea:not(:disabled)',
  '[tabindex="0"]',
].join(',')

const isVisible = (element: HTMLElement) => element.getClientRects().length > 0

/** Tab from the last element goes to the first one, and back. */
export function trapTab(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Tab') return
  const found = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(reachable)).filter(isVisible)
  const [first, last] = [found[0], found.at(-1)]
  const active = document.activeElement
  const leaves = event.shiftKey ? active === first || active === event.currentTarget : active === last
  if (!leaves) return
  event.preventDefault()
  ;(event.shiftKey ? last : first)?.focus()
}

/** Moves the focus into the view while `shown`, then back to where it was. */
export function useFocusInside(shown: boolean, view: RefObject<HTMLElement>): void {
  useEffect(() => {
    if (!shown) return undefined
    const before = document.activeElement
    if (!view.current?.contains(before)) view.current?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [shown, view])
}
