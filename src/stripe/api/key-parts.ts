// Builds cache keys from types: a table names every field that may affect a response, so that a new field does not compile until
// somebody has decided whether it is part of the key.

/** How a field becomes part of a key; `undefined`: it affects no response. */
export type KeyParts<T> = {
  readonly [Field in keyof Required<T>]: ((value: T[Field]) => unknown) | undefined
}

export const asItIs = <T>(value: T) => value ?? null

/** The key parts of a value, in the order of the table. */
export const partsOf = <T extends object>(table: KeyParts<T>, value: T): unknown[] =>
  (Object.keys(table) as (keyof T)[]).flatMap((field) => {
    const part = table[field]
    return part ? [part(value[field])] : []
  })
