// A menu below its button. The browser's popover closes it on Escape or a press elsewhere and returns the focus.

import type { ComponentChildren } from 'preact'

export type MenuItem = {
  label: ComponentChildren
  run: () => unknown
  /** For one of several choices: whether it is the current one. */
  checked?: boolean
  /** Starts a new group, with a line above. */
  begins?: boolean
}

type Menu = {
  id: string
  label: string
  button: ComponentChildren
  look: string
  items: MenuItem[]
  note?: string
}

/** The button and its items. */
export function drawMenu({ id, label, button, items, note, look }: Menu) {
  return [
    <button type="button" class={look} aria-label={label} title={label} popovertarget={id}>
      {button}
    </button>,
    <div id={id} class="ts-menu" popover="auto" role="group" aria-label={label}>
      {items.map((item) => (
        <button
          type="button"
          class={`ts-menu-item ${item.begins ? 'is-first' : ''}`}
          aria-pressed={item.checked}
          popovertarget={id}
          onClick={item.run}
        >
          {item.label}
        </button>
      ))}
      {note && <p class="ts-menu-note">{note}</p>}
    </div>,
  ]
}
