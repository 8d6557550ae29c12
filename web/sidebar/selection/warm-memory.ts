// Recently drawn values, so that returning to a conversation draws immediately. Bounded in number and age; cleared on sign-out.

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
