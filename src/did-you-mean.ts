// Finds the name that a misspelt one was meant to be.

/** The known name nearest to `name`, or `undefined` if none is near: one edit is allowed for every three letters, three in all. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: { known: string; edits: number } | undefined
  for (const candidate of known) {
    const other = candidate.toLowerCase()
    const edits = isUnfinished(wanted, other) ? 1 : editsBetween(wanted, other)
    const editsMax = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)))
    if (edits <= editsMax && edits < (best?.edits ?? Infinity)) best = { known: candidate, edits }
  }
  return best?.known
}

/** The end of a message about an unknown name; empty if no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const meant = nearestName(name, known)
  return meant === undefined ? '' : `; did you mean "${meant}"?`
}

/** `timeout` for `timeoutMs`. */
const isUnfinished = (name: string, whole: string) => name.length >= 3 && whole.startsWith(name)

/** How many letters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      )
    }
    beforeLast = last
    last = current
  }
  return last[b.length] ?? 0
}
