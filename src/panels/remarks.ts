// Says what an amount leaves out and what may change it: "before discounts, plus tax".

import type { Drawing } from './drawing.ts'
import type { Remark } from './next-charge.ts'

/** The remarks in one line; `undefined` when there are none. */
export function remarksLine(remarks: readonly Remark[], { words }: Drawing): string | undefined {
  if (remarks.length === 0) return undefined
  return remarks.map((remark) => words.notes.remarks[remark]).join(words.comma)
}
