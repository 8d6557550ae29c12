// Text that not every part of the gateway can carry: halves of characters, which have no UTF-8, and NUL, which Postgres does
// not store. It is refused where it comes in, because further inside it would be a failure of ours.

export const isOddText = (text: string): boolean => text.includes('\0') || !text.isWellFormed()

/** Whether a JSON value holds such text anywhere, names of fields included. No recursion: depth is the sender's choice. */
export function hasOddText(value: unknown): boolean {
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one === 'string' && isOddText(one)) return true
    if (typeof one !== 'object' || one === null) continue
    for (const [name, inner] of Object.entries(one)) {
      if (isOddText(name)) return true
      open.push(inner)
    }
  }
  return false
}
