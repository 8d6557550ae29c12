// The verdict on whether they pay: an icon, one word, one amount; plain when all is well, tinted when it is not.

import type { BlockOf } from '#contract/panel.ts'
import { drawAction } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { drawStatus } from './icon.tsx'
import { drawLine } from './inline.tsx'

/** A trial (`info`) and a good state (`ok`) are not tinted. */
export function drawVerdict(block: BlockOf<'verdict'>, drawing: Drawing) {
  const { actions, status } = block
  return (
    <div class={`ts-verdict is-${status}`}>
      {drawStatus(block)}
      <strong class={`ts-verdict-word ${status === 'bad' ? 'ts-bad' : ''}`}>{block.word}</strong>
      {drawLine('ts-verdict-money ts-money', block.amount, drawing)}
      {block.notes.map((note) => (
        <p class="ts-verdict-note">
          {drawLine('', note.start, drawing)}
          {drawLine('', note.end, drawing)}
        </p>
      ))}
      {actions?.length ? (
        <div class="ts-verdict-act">{actions.map((action) => drawAction(action, drawing))}</div>
      ) : null}
    </div>
  )
}
