// What is drawn in place of a form while its script is loading, or if it cannot be loaded.

import type { ComponentChildren } from 'preact'
import { drawBones } from '../ui/bones.tsx'
import type { Forms, FormsState } from './load-forms.ts'
import { drawEmpty } from './empty.tsx'
import type { View } from './view.ts'

/** Draws with the second script once it is loaded. */
export function drawWithForms(
  { state, store, words }: View,
  forms: FormsState,
  draw: (forms: Forms) => ComponentChildren,
) {
  if (forms.here) return draw(forms.here)
  // A press on a button tries again; a redraw does not.
  if (!forms.failed)
    return <div class="ts-pad">{[<h1 class="ts-hidden">{words.loading}</h1>, drawBones('rows')]}</div>
  return drawEmpty(
    'refresh',
    words.formsGone,
    words.formsGoneText,
    <p class="ts-buttons ts-empty-acts">
      <button type="button" class="ts-button is-primary" data-reload onClick={() => location.reload()}>
        {words.reload}
      </button>
      {state.pane && (
        <button type="button" class="ts-button" data-back onClick={() => store.show({ pane: undefined })}>
          {words.cancel}
        </button>
      )}
    </p>,
    'alert',
  )
}
