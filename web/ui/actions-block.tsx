// Buttons of a panel; a search among them is drawn as the field itself.

import type { Action, BlockOf } from '#contract/panel.ts'
import { ActionButton } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { Icon } from './icon.tsx'

function SearchField({ action, drawing }: { action: Action & { kind: 'search' }; drawing: Drawing }) {
  const search = (event: { currentTarget: HTMLInputElement }) => {
    if (event.currentTarget.value) drawing.host.run({ ...action, text: event.currentTarget.value })
  }
  return (
    <label class="ts-control">
      <span class="ts-label">{action.label}</span>
      <span class="ts-search">
        <Icon name="search" />
        <input
          class="ts-input"
          type="search"
          value={action.text ?? ''}
          placeholder={drawing.words.findPlaceholder}
          autocomplete="off"
          onInput={search}
        />
      </span>
    </label>
  )
}

/** The actions. */
export function ActionsBlock({ block, drawing }: { block: BlockOf<'actions'>; drawing: Drawing }) {
  return (
    <div class="ts-pad ts-form">
      {block.actions.map((action) =>
        action.kind === 'search' ? <SearchField action={action} drawing={drawing} /> : null,
      )}
      <div class="ts-buttons">
        {block.actions.map((action) =>
          action.kind === 'search' ? null : <ActionButton action={action} drawing={drawing} />,
        )}
      </div>
    </div>
  )
}
