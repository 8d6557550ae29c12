// What components told the extension, kept for the tests.

export type Call = { name: string; argument: unknown }

export const calls: Call[] = []

/** A handler that remembers what it was called with. */
export const heard =
  (name: string) =>
  (argument: unknown = null): void => {
    calls.push({ name, argument })
  }
