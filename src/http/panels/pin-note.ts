// Draws a panel that says why the pinned customer is not shown. Without it, another customer could pass for the pinned one.

import type { Panel } from '#contract/panel.ts'
import type { View } from '#panels/draw.ts'
import { panelWordsFor } from '#words/words-for.ts'

export function drawPinNote(reason: 'gone' | 'unread', view: View): Panel {
  const title = panelWordsFor(view.locale).pin[reason]
  return {
    id: 'pin-note',
    blocks: [{ type: 'alert', status: 'warn', icon: 'pin', title }],
    asOf: new Date(view.nowMs).toISOString(),
  }
}
