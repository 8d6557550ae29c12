// Builds lines of words with values in them from a template: line`Next charge ${date}`.

import type { InlineValue } from '#contract/panel.ts'

export type Part = string | InlineValue
/** What `Inline` is when it has values in it. */
export type Line = Part[]

/** Most parts that one line may have, by the contract. */
const partsMax = 40

/** Joins words and values; a line inside a line is spliced in. */
export function line(words: TemplateStringsArray, ...values: (Part | Line)[]): Line {
  const parts = words.flatMap((text, index) => {
    const value = values[index]
    return [text, ...(value === undefined ? [] : Array.isArray(value) ? value : [value])]
  })
  return parts.filter((part) => part !== '').slice(0, partsMax)
}

/** Joins lines with a separator; absent ones leave no gap. */
export function joinLines(lines: (Line | undefined)[], between: string): Line {
  const given = lines.filter((one) => one !== undefined && one.length > 0)
  return given
    .flatMap((one, index) => (index === 0 ? one : [between, ...(one ?? [])]))
    .filter((part) => part !== undefined)
    .slice(0, partsMax)
}
