// Alerts: two are expanded, the rest are folded into one line, so that they do not push the panels off the first screen.

import type { BlockOf } from '#contract/panel.ts'
import { drawActionLinks } from './action-button.tsx'
import type { Drawing } from './drawing.ts'
import { drawChevron, drawIcon, drawStatus } from './icon.tsx'
import { drawInline } from './inline.tsx'
import { say } from './panel-words.ts'

/** Permissions to tick. */
export function drawTicks(ticks: string[] = []) {
  return ticks.map((tick) => (
    <span class="ts-badge">
      {drawIcon('check')}
      {tick}
    </span>
  ))
}

function drawAlert(block: BlockOf<'alert'>, drawing: Drawing) {
  return (
    <div class={`ts-alert is-${block.status}`}>
      {drawStatus(block)}
      <div>
        <h2 class="ts-alert-title">{drawInline(block.title, drawing)}</h2>
        {block.text && <p class="ts-alert-text">{drawInline(block.text, drawing)}</p>}
        {block.ticks?.length ? <p class="ts-alert-text ts-ticks">{drawTicks(block.ticks)}</p> : null}
        {drawActionLinks('ts-alert-act', block.actions, drawing)}
      </div>
    </div>
  )
}

/** All alerts of a panel as one group. */
export function drawAlerts(blocks: BlockOf<'alert'>[], drawing: Drawing) {
  const draw = (block: BlockOf<'alert'>) => drawAlert(block, drawing)
  const rest = blocks.slice(2)
  return (
    <div class="ts-alerts">
      {blocks.slice(0, 2).map(draw)}
      {rest.length > 0 && (
        <details class="ts-alerts-more">
          <summary>
            {drawChevron()}
            {say(drawing.words.more, rest.length)}
          </summary>
          <div class="ts-alerts">{rest.map(draw)}</div>
        </details>
      )}
    </div>
  )
}
