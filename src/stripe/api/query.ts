// Builds Stripe Search queries. A value goes in literally or not at all: the escape of `"` is documented but that of a backslash is
// not, so values with either are refused and looked up another way. https://docs.stripe.com/search#search-query-language

const valueCharsMax = 254
/** Stripe refuses more. */
export const clausesMax = 10

/** A field and the value it must have. `contains` is Stripe's `~`, for at least three characters. */
export type Clause = { field: string; value: string; match?: 'contains' }

/** Whether the value can be searched for literally. */
export function isSearchable(value: string): boolean {
  return value.length > 0 && value.length <= valueCharsMax && !/["\\\p{Cc}\p{Cs}\u2028\u2029]/u.test(value)
}

/** `undefined` when the value cannot be put into a query, or is too short for `contains`. */
export function buildClause({ field, value, match }: Clause): string | undefined {
  if (!isSearchable(value)) return undefined
  if (match !== 'contains') return `${field}:"${value}"`
  return value.length >= 3 ? `${field}~"${value}"` : undefined
}

/** Joins clauses with OR; `undefined` when none is left. Stripe accepts ten and refuses mixed AND and OR. */
export function buildAnyOf(clauses: readonly Clause[]): string | undefined {
  const built = clauses.map(buildClause).filter((clause) => clause !== undefined)
  if (built.length > clausesMax) throw new RangeError('a Search query takes ten clauses')
  return built.length === 0 ? undefined : built.join(' OR ')
}

/** Joins clauses with AND; `undefined` when one of them cannot be built, because the query would find too much. */
export function buildAllOf(clauses: readonly Clause[]): string | undefined {
  const built = clauses.map(buildClause).filter((clause) => clause !== undefined)
  return built.length < clauses.length ? undefined : built.join(' AND ')
}

/** A metadata key as a field, `metadata["order"]`; `undefined` when it cannot be used literally. */
export function metadataField(key: string): string | undefined {
  return isSearchable(key) && key.length <= 40 && !/[[\]]/.test(key) ? `metadata["${key}"]` : undefined
}
