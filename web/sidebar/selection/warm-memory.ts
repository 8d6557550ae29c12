// What was drawn lately, so that going back to a conversation draws at once. Bounded in number and age; gone with sign-out.

/** Keeps the newest `max` values for `ageMs`. */
export function createWarmMemory<Value>(max: number, ageMs: number, now: () => number) {
  const kept = new Map<string, { value: Value; atMs: number }>()
  return {
    get(key: string): Value | undefined {
      const found = kept.get(key)
      return found && now() - found.atMs <= ageMs ? found.value : undefined
    },
    set(key: string, value: Value): void {
      kept.delete(key)
      kept.set(key, { value, atMs: now() })
      const [oldest] = kept.keys()
      if (kept.size > max && oldest !== undefined) kept.delete(oldest)
    },
    clear: () => kept.clear(),
  }
}
