// Ids as they fit into a line.

/** Cuts an id in its middle: `pi_3QkZ…tY2b`. */
export function shortenId(id: string, max = 20): string {
  return id.length > max ? `${id.slice(0, 10)}…${id.slice(-4)}` : id
}
