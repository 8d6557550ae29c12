// Stripe Search queries. A value goes in as a literal or not at all: the escape of `"` is documented, that of a backslash is
// not, so values holding either are refused and looked up another way. https://docs.stripe.com/search#search-query-language

const valueCharsMax = 254
/** More are refused by Stripe. */
export const clausesMax = 10

/** Where a value may stand. `contains` is Stripe's `~`, for three characters and more. */
export type Clause = { field: string; value: string; match?: 'contains' }

/** Whether Search can be asked for this value literally. */
export function isSearchable(value: string): boolean {
  return value.length > 0 && value.length <= valueCharsMax && !/["\\\p{Cc}\p{Cs}\u2028\u2029]/u.test(value)
}

/** `undefined` when the value cannot be put into a query, or is too short for `contains`. */
export function buildClause({ field, value, match }: Clause): string | undefined {
  if (!isSearchable(value)) return undefined
  if (match !== 'contains') return `${field}:"${value}"`
  return value.length >= 3 ? `${field}~"${value}"` : undefined
}

/** Clauses joined by OR; `undefined` when none is left. Stripe takes ten, mixed AND and OR are refused. */
export function buildAnyOf(clauses: readonly Clause[]): string | undefined {
  const built = clauses.map(buildClause).filter((clause) => clause !== undefined)
  if (built.length > clausesMax) throw new RangeError('a Search query takes ten clauses')
  return built.length === 0 ? undefined : built.join(' OR ')
}

/** A metadata key as a field: `metadata["order"]`; `undefined` when it cannot stand there literally. */
export function metadataField(key: string): string | undefined {
  return isSearchable(key) && key.length <= 40 && !/[[\]]/.test(key) ? `metadata["${key}"]` : undefined
}
