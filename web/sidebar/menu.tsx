// A menu below its button. The browser's own popover closes it by Escape or a press elsewhere and gives the focus back.

import type { ComponentChildren } from 'preact'

export type MenuItem = {
  label: ComponentChildren
  run: () => unknown
  /** One of several; ticked when true. */
  checked?: boolean
  /** A line above. */
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
