// What is wrong: two alerts stand open, the rest behind one line, so that the first screen keeps its order.

import type { BlockOf } from '#contract/panel.ts'
import { ActionLinks } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { Icon } from './icon.tsx'
import { Line } from './inline.tsx'
import { say } from './panel-words.ts'

function Alert({ block, drawing }: { block: BlockOf<'alert'>; drawing: Drawing }) {
  return (
    <div class={`ts-alert${block.status === 'quiet' ? '' : ` is-${block.status}`}`} data-alert={block.status}>
      <Icon name={block.icon ?? block.status} status={block.status} />
      <div>
        <Line as="h2" class="ts-alert-title" value={block.title} drawing={drawing} />
        <Line as="p" class="ts-alert-text" value={block.text} drawing={drawing} />
        {block.ticks?.length ? (
          <p class="ts-alert-text ts-ticks">
            {block.ticks.map((tick) => (
              <span class="ts-badge">
                <Icon name="check" />
                {tick}
              </span>
            ))}
          </p>
        ) : null}
        {block.actions?.length ? (
          <ActionLinks class="ts-alert-act" actions={block.actions} drawing={drawing} />
        ) : null}
      </div>
    </div>
  )
}

/** Alerts that follow each other. */
export function AlertBlocks({ blocks, drawing }: { blocks: BlockOf<'alert'>[]; drawing: Drawing }) {
  const rest = blocks.slice(2)
  return (
    <div class="ts-alerts">
      {blocks.slice(0, 2).map((block) => (
        <Alert block={block} drawing={drawing} />
      ))}
      {rest.length > 0 && (
        <details class="ts-alerts-more">
          <summary>
            <Icon name="chevron" class="ts-chevron" />
            {say(drawing.words.more, rest.length)}
          </summary>
          <div class="ts-alerts">
            {rest.map((block) => (
              <Alert block={block} drawing={drawing} />
            ))}
          </div>
        </details>
      )}
    </div>
  )
}
