// Records the handlers that components called, for the tests.

export type Call = { name: string; argument: unknown }

export const calls: Call[] = []

/** A handler that records its calls. */
export const record =
  (name: string) =>
  (argument: unknown = null): void => {
    calls.push({ name, argument })
  }
