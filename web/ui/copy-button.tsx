// A button that copies a text; the host confirms it.

import type { Drawing } from './drawing.ts'
import { drawIconButton } from './icon-button.tsx'
import { say } from './panel-words.ts'

/** A copy button, labelled with what it copies. */
export function drawCopy(text: string, { words, host }: Drawing) {
  const label = say(words.copy, text)
  const copy = (event: Event) => {
    // Inside a summary a click would also open the item.
    event.preventDefault()
    host.run({ kind: 'copy', label, text })
  }
  return drawIconButton('copy', label, copy, { class: 'ts-copy' })
}
