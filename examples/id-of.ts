// Returns the id of an object. Stripe sends either the object or only its id, depending on what was expanded.

export const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.id
