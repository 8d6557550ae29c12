// Keys of the sidebar: / searches, R refreshes, P pins, Escape goes back. Only Escape works while typing.

import { isPlain } from '../ui/choices-block.tsx'
import type { Sidebar } from './sidebar.ts'

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=radio]), textarea')

/** Handles one key; returns whether it did. */
function press(key: string, { search, selection, store }: Sidebar, typing: boolean): boolean {
  const { phase, search: isSearching, note, pane } = store.state
  if (phase !== 'ready') return false
  if (key === 'escape' && (isSearching || note)) {
    if (isSearching) search.close()
    else store.show({ note: undefined })
    // Returns the focus to the button that opened the screen.
    queueMicrotask(() => document.querySelector<HTMLElement>('[data-search]')?.focus())
    return true
  }
  if (pane && !note) {
    if (key !== 'escape') return false
    const back = document.querySelector<HTMLElement>('[data-back]')
    if (back) back.click()
    else store.show({ pane: undefined })
    return true
  }
  if (typing || note) return false
  if (key === '/') {
    if (!isSearching) search.type()
    return true
  }
  if (key === 'r') {
    selection.refresh()
    return true
  }
  if (key === 'p') {
    const button = document.querySelector<HTMLElement>('[data-pin]')
    button?.click()
    return button !== null
  }
  return false
}

/** A `ref` that focuses a screen's main field once, when it appears. */
export function focusFirst(field: HTMLElement | null): void {
  field?.focus()
}

/** Listens on the document. */
export function listenToKeys(sidebar: Sidebar): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || !isPlain(event)) return
    if (press(event.key.toLowerCase(), sidebar, isTyping(event.target))) event.preventDefault()
  })
}
