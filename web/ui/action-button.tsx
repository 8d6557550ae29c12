// Actions of a panel: as links in a line below an alert or an item, or as buttons.

import type { Action } from '#contract/panel.ts'
import { safeHref } from './clean-text.ts'
import type { Drawing } from './drawing.ts'
import { Icon, type IconName } from './icon.tsx'
import { Link } from './inline.tsx'

const icons: Partial<Record<Action['kind'], IconName>> = {
  insert: 'reply',
  search: 'search',
  refresh: 'refresh',
}

/** A line of actions that look like links. */
export function ActionLinks({
  actions,
  drawing,
  class: line,
}: {
  actions: Action[]
  drawing: Drawing
  class: string
}) {
  return (
    <p class={line}>
      {actions.map((action) =>
        action.kind === 'open' && safeHref(action.href) ? (
          <Link href={action.href} drawing={drawing}>
            {action.label}
          </Link>
        ) : (
          <button
            type="button"
            class="ts-link"
            data-action={action.kind}
            onClick={() => drawing.host.run(action)}
          >
            {action.label}
          </button>
        ),
      )}
    </p>
  )
}

/** One action as a button. */
export function ActionButton({
  action,
  drawing,
  icon = true,
}: {
  action: Action
  drawing: Drawing
  icon?: boolean
}) {
  const name = icon ? icons[action.kind] : undefined
  if (action.kind === 'open')
    return (
      <Link class="ts-button" href={action.href} drawing={drawing}>
        {action.label}
      </Link>
    )
  return (
    <button
      type="button"
      class="ts-button"
      data-action={action.kind}
      onClick={() => drawing.host.run(action)}
    >
      {name && <Icon name={name} />}
      {action.label}
    </button>
  )
}
