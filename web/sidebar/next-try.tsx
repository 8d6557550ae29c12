// When something is tried again, counted down.

import { formatSpan } from '../ui/format-date.ts'
import { say } from '../ui/panel-words.ts'
import type { View } from './view.ts'

/** For the eye; a reader that is told every second hears nothing else. */
export function drawNextTry({ words, nowMs }: View, atMs = 0) {
  return (
    atMs > nowMs && <span aria-hidden="true"> {say(words.nextTry, formatSpan(atMs - nowMs, words))}</span>
  )
}
