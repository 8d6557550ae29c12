// Narrows what Stripe sent, whose shape depends on the API version. Every reader uses these functions, so that a missing or strange
// field becomes `undefined` and never NaN, "undefined" or an exception.

/** A JSON object of unknown shape. */
export type Raw = Readonly<Record<string, unknown>>

const nothing: Raw = Object.freeze({})
const isObject = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object, or an empty one, so that paths can be followed without a check at each step. */
export function rawOf(value: unknown): Raw {
  return isObject(value) ? value : nothing
}

/** The object, or `undefined` when the field is absent, null or only an id. */
export function objectOf(value: unknown): Raw | undefined {
  return isObject(value) ? value : undefined
}

/** A non-empty string. Decimals arrive as strings or numbers. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A safe integer: amounts, counts. */
export function integerOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

/** A finite number, as percentages are. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Stripe's seconds as milliseconds. 0 means "none" in the few places where Stripe sends it (a dispute's `due_by`). */
export function timeOf(value: unknown): number | undefined {
  const seconds = integerOf(value)
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000
}

/** The id of an object, expanded or not. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'string' ? textOf(value) : textOf(rawOf(value)['id'])
}

/** The objects of a list, `{ object: 'list', data }`, or of a plain array; ids that were not expanded are left out. */
export function listOf(value: unknown): Raw[] {
  const items: unknown = Array.isArray(value) ? value : rawOf(value)['data']
  return Array.isArray(items) ? items.filter(isObject) : []
}

export function hasMoreOf(list: unknown): boolean {
  return rawOf(list)['has_more'] === true
}

/** A URL that is safe to open: https only. */
export function httpsOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text?.startsWith('https://') && URL.canParse(text) ? text : undefined
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The same object without the fields that are `undefined`. */
export function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>
}
