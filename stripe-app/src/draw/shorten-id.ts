// Shortens ids to fit into a line.

/** Shortens an id in the middle: `pi_3QkZ8dJ…tY2b`. */
export function shortenId(id: string, max = 20): string {
  return id.length > max ? `${id.slice(0, 10)}…${id.slice(-4)}` : id
}
