// Actions of a panel: as links in a line below an alert or an item, or as buttons.

import type { Action } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { drawIcon, type IconName } from './icon.tsx'
import { drawLink } from './inline.tsx'

const icons: Partial<Record<Action['kind'], IconName>> = {
  insert: 'reply',
  search: 'search',
  refresh: 'refresh',
}

/** One action; what opens an address is a link. */
export function drawAction(action: Action, drawing: Drawing, look = 'ts-button') {
  if (action.kind === 'open') return drawLink(action.href, action.label, drawing, { look })
  const icon = look === 'ts-button' && icons[action.kind]
  return (
    <button type="button" class={look} data-action={action.kind} onClick={() => drawing.host.run(action)}>
      {icon && drawIcon(icon)}
      {action.label}
    </button>
  )
}

/** A line of actions that look like links; nothing when there are none. */
export function drawActionLinks(look: string, actions: Action[] | undefined, drawing: Drawing) {
  return actions?.length ? (
    <p class={look}>{actions.map((action) => drawAction(action, drawing, 'ts-link'))}</p>
  ) : null
}
