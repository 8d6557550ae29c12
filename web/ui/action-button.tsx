// Actions of a panel, drawn as links below an alert or an item, or as buttons.

import type { Action } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { drawIcon, type IconName } from './icon.tsx'
import { drawLink } from './inline.tsx'

const icons: Partial<Record<Action['kind'], IconName>> = {
  insert: 'reply',
  search: 'search',
  refresh: 'refresh',
}

type Run = Action & { kind: 'run' }

/** Opens an action of the configuration. An action locked for this person says why and stays reachable by keyboard. */
function drawRun(action: Run, { host, panelId }: Drawing, isButton: boolean) {
  const { label, locked, note } = action
  const about = locked ?? note
  const aboutId = about && ['about', panelId, action.action, ...Object.values(action.subject)].join('-')
  const look = isButton ? `ts-button is-${(!locked && action.look) || 'plain'}` : 'ts-link'
  const button = (
    <button
      type="button"
      class={look}
      title={locked}
      data-action="run"
      data-run={action.action}
      aria-disabled={locked ? true : undefined}
      aria-describedby={aboutId}
      ref={host.foresee}
      onClick={() => locked || host.run(action)}
    >
      {locked && drawIcon('lock')}
      {label}
    </button>
  )
  return about ? (
    <span class="ts-action">
      {button}
      <span class={isButton ? 'ts-action-note' : 'ts-hidden'} id={aboutId}>
        {about}
      </span>
    </span>
  ) : (
    button
  )
}

/** One action; one that opens an address is drawn as a link. */
export function drawAction(action: Action, drawing: Drawing, look = 'ts-button') {
  if (action.kind === 'open') return drawLink(action.href, action.label, drawing, { look })
  const isButton = look === 'ts-button'
  if (action.kind === 'run') return drawRun(action, drawing, isButton)
  const icon = isButton && icons[action.kind]
  return (
    <button
      type="button"
      class={look}
      data-action={action.kind}
      onClick={() => drawing.host.run(action, drawing.panelId)}
    >
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
