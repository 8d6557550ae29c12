// Shortens ids to fit into a line.

/** Shortens an id in the middle: `pi_3QkZ8…tY2b`. */
export function shortenId(id: string, max = 18): string {
  return id.length > max ? `${id.slice(0, 8)}…${id.slice(-4)}` : id
}
