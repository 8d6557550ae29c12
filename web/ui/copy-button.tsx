// Copies a text; the host says that it did.

import type { Drawing } from './drawing.ts'
import { Icon } from './icon.tsx'
import { say } from './panel-words.ts'

/** A copy button; its name says what it copies. */
export function CopyButton({ text, drawing }: { text: string; drawing: Drawing }) {
  const label = say(drawing.words.copy, text)
  const copy = (event: Event) => {
    // Inside a summary a click would also open the item.
    event.preventDefault()
    drawing.host.run({ kind: 'copy', label, text })
  }
  return (
    <button type="button" class="ts-copy" aria-label={label} title={label} onClick={copy}>
      <Icon name="copy" />
    </button>
  )
}
