// JSON as a type, and the one place where a typed Stripe object becomes plain JSON.

export type Json = null | boolean | number | string | Json[] | JsonObject
export type JsonObject = { [name: string]: Json }

/** A deep copy of an object as JSON, which the caller may modify. */
export const toJson = (entity: object): JsonObject => JSON.parse(JSON.stringify(entity)) as JsonObject

/** Whether a value is a JSON object, not an array or scalar. */
export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
