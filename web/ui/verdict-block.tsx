// Do they pay: a shape, one word, one amount; plain when all is well, tinted when it is not.

import type { BlockOf } from '#contract/panel.ts'
import { ActionButton } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { Icon } from './icon.tsx'
import { Line } from './inline.tsx'

const tints: Record<string, string> = { bad: ' is-bad', warn: ' is-warn', quiet: ' is-quiet' }

/** The verdict. A trial (`info`) and a good state (`ok`) stay plain. */
export function VerdictBlock({ block, drawing }: { block: BlockOf<'verdict'>; drawing: Drawing }) {
  return (
    <div class={`ts-verdict${tints[block.status] ?? ''}`} data-verdict={block.status}>
      <Icon name={block.icon ?? block.status} status={block.status} />
      <strong class={`ts-verdict-word${block.status === 'bad' ? ' ts-bad' : ''}`}>{block.word}</strong>
      <Line class="ts-verdict-money ts-money" value={block.amount} drawing={drawing} />
      {block.notes.map((note) => (
        <p class="ts-verdict-note">
          <Line value={note.start} drawing={drawing} />
          <Line value={note.end} drawing={drawing} />
        </p>
      ))}
      {block.actions?.length ? (
        <div class="ts-verdict-act">
          {block.actions.map((action) => (
            <ActionButton action={action} drawing={drawing} />
          ))}
        </div>
      ) : null}
    </div>
  )
}
