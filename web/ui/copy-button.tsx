// Copies a text; the host says that it did.

import type { Drawing } from './drawing.ts'
import { IconButton } from './icon-button.tsx'
import { say } from './panel-words.ts'

/** A copy button; its name says what it copies. */
export function CopyButton({ text, drawing }: { text: string; drawing: Drawing }) {
  const label = say(drawing.words.copy, text)
  const copy = (event: Event) => {
    // Inside a summary a click would also open the item.
    event.preventDefault()
    drawing.host.run({ kind: 'copy', label, text })
  }
  return <IconButton icon="copy" class="ts-copy" label={label} onClick={copy} />
}
