// Ids that look like Stripe's and depend only on the seed and a label, so that every run creates the same world.

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const hash = (text: string, start: number): number => {
  let state = (2166136261 ^ start) >>> 0
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 16777619) >>> 0
  }
  return state
}

/** `length` base62 characters derived from the label. */
export function lettersOf(label: string, seed: number, length: number): string {
  let state = hash(label, seed)
  let letters = ''
  while (letters.length < length) {
    // xorshift32: tiny, and uniform enough for ids.
    state ^= state << 13
    state ^= state >>> 17
    state = (state ^ (state << 5)) >>> 0
    letters += alphabet[(state >>> 7) % 62] ?? ''
    if (state === 0) state = hash(label + letters, seed)
  }
  return letters
}

export type Ids = {
  /** The id for a label: always the same for the same label. */
  of(prefix: string, label: string): string
  /** The next id for an object created at run time. */
  next(prefix: string): string
}

const long = new Set([
  'sub',
  'si',
  'in',
  'il',
  'pi',
  'ch',
  'py',
  're',
  'price',
  'pm',
  'di',
  'cbtxn',
  'txn',
  'dp',
  'du',
])

/** Creates the id source of one simulated world. */
export function createIds(seed: number): Ids {
  let count = 0
  const of = (prefix: string, label: string): string =>
    `${prefix}_${long.has(prefix) ? '1Q' : ''}${lettersOf(`${prefix}:${label}`, seed, long.has(prefix) ? 22 : 14)}`
  return { of, next: (prefix) => of(prefix, `made ${(count += 1)}`) }
}
