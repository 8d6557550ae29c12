// Turns an id into a name that people read.

/** `support_specialist`, `order-service` become "Support specialist", "Order service". */
export function toName(id: string): string {
  const words = id.replace(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
