// Buttons of a panel; a search action is drawn as a search field.

import type { Action, BlockOf } from '#contract/panel.ts'
import { drawAction } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { drawIcon } from './icon.tsx'

/** A button that looks like a search field and opens the search. */
export function drawSearchOpener(shown: string, open: () => void, label?: string) {
  return (
    <button type="button" class="ts-input ts-search-open" aria-label={label} data-search onClick={open}>
      {drawIcon('search')}
      {shown}
    </button>
  )
}

function drawSearch(action: Action & { kind: 'search' }, { words, host }: Drawing) {
  const shown = action.text ?? words.findPlaceholder
  return (
    <div class="ts-control">
      <span class="ts-label">{action.label}</span>
      {drawSearchOpener(shown, () => host.run(action), `${action.label}: ${shown}`)}
    </div>
  )
}

export function drawActions({ actions }: BlockOf<'actions'>, drawing: Drawing) {
  return (
    <div class="ts-pad ts-form">
      {actions.map((action) => action.kind === 'search' && drawSearch(action, drawing))}
      <div class="ts-buttons">
        {actions.map(
          (action) =>
            action.kind !== 'search' &&
            drawAction(action, drawing, action.kind === 'load' ? 'ts-link' : 'ts-button'),
        )}
      </div>
    </div>
  )
}
