// The second script: everything with fields to fill in. Loaded on demand, so that the first customer is drawn without it.
// A page that is older than the gateway's current version may be unable to load it.

import type { BlockOf } from '#contract/panel.ts'
import { targetKey } from '../actions/memory.ts'
import type { Drawing } from '../../ui/drawing.ts'
import { FormBlock } from './form/form-block.tsx'

export { ActionPane } from './action/pane.tsx'
export { drawNote } from './note.tsx'
export { Setup } from './setup/setup.tsx'

/** Settings changed in place. */
export function drawForm(block: BlockOf<'form'>, drawing: Drawing) {
  return <FormBlock key={targetKey(block)} block={block} drawing={drawing} />
}
