// Makes text from outside (names, products, reasons) safe to show: removes hidden characters, limits the length, and always wraps it
// as a `foreign` value, so that it can never pass for our own words.

import type { InlineValue } from '#contract/panel.ts'

export type ForeignValue = InlineValue & { type: 'foreign' }

/**
 * Control characters, zero-width and direction marks, overrides and isolates, interlinear annotations. Joiners stay: emoji and
 * Persian need them. https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const hidden =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g
const textMax = 1000

/** The text on one line, as it can be shown. */
export function cleanText(text: string, lengthMax = textMax): string {
  const bounded = text.slice(0, lengthMax * 4)
  const clean = bounded
    .toWellFormed()
    .replace(hidden, '')
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .trim()
  // Cutting through a surrogate pair leaves a lone half, which is replaced.
  return clean.length > lengthMax ? `${clean.slice(0, lengthMax - 1).toWellFormed()}…` : clean
}

/** Whether the text contains hidden characters that are removed when it is shown. */
export function hasHidden(text: string | undefined): boolean {
  return text !== undefined && text.search(hidden) >= 0
}

/** The text as an inline value; `undefined` when nothing of it is visible. */
export function foreign(text: string | undefined, lengthMax = textMax): ForeignValue | undefined {
  const clean = text === undefined ? '' : cleanText(text, lengthMax)
  return clean === '' ? undefined : { type: 'foreign', text: clean }
}

/** One of Stripe's values that we have no words for: `new_value` becomes "new value". */
export function foreignValue(value: string): ForeignValue {
  return foreign(value.replaceAll('_', ' '), 80) ?? { type: 'foreign', text: '?' }
}

/** An id, to be copied; `undefined` when there is none. */
export function idOf(id: string | undefined): (InlineValue & { type: 'id' }) | undefined {
  const clean = id === undefined ? '' : cleanText(id, 255)
  return clean === '' ? undefined : { type: 'id', id: clean }
}
