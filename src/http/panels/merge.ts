// Two rows of messages as one, each message as soon as it is known.

/** Ends with the last of both. When one fails, the other is given up. */
export async function* merge<T>(...rows: AsyncGenerator<T>[]): AsyncGenerator<T> {
  const step = (row: AsyncGenerator<T>) => row.next().then((next) => ({ row, next }))
  const open = new Map(rows.map((row) => [row, step(row)]))
  try {
    while (open.size > 0) {
      const { row, next } = await Promise.race(open.values())
      if (next.done) {
        open.delete(row)
      } else {
        open.set(row, step(row))
        yield next.value
      }
    }
  } finally {
    for (const [row, waiting] of open) {
      waiting.catch(() => undefined)
      // Not awaited: a row that waits for its work returns only after it.
      row.return(undefined).catch(() => undefined)
    }
  }
}
