// A value that must never be printed. `reveal()` is the only way to its text, and easy to search for.

export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  // Node's console and util.inspect ask for this symbol; without it they would list nothing, and say nothing.
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}

/**
 * Compares two texts in time that depends only on the length of the one presented.
 * A digest comparison would be asynchronous in WebCrypto; this loop is enough because both sides are text we hold.
 */
export function equalsInConstantTime(presented: string, expected: string): boolean {
  let difference = presented.length ^ expected.length
  for (let i = 0; i < presented.length; i++) {
    difference |= presented.charCodeAt(i) ^ expected.charCodeAt(i % (expected.length || 1))
  }
  return difference === 0 && expected.length > 0
}
