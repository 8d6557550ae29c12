// A countdown to the next try.

import { formatSpan } from '../ui/format-date.ts'
import { say } from '../ui/panel-words.ts'
import type { View } from './view.ts'

/** Hidden from screen readers, which would announce it every second. */
export function drawNextTry({ words, nowMs }: View, atMs = 0) {
  return (
    atMs > nowMs && <span aria-hidden="true"> {say(words.nextTry, formatSpan(atMs - nowMs, words))}</span>
  )
}
