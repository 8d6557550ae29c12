// A reference is an id, or the object itself if it was expanded. Stored references are never expanded.

/** The id of a reference. */
export const idOf = (reference: string | { id: string } | null | undefined): string =>
  typeof reference === 'string' ? reference : (reference?.id ?? '')
