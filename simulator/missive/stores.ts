// The integration's store: per user, in the inbox, so it survives a reload of the iframe.

/** The subset of `Storage` needed here: localStorage in the page, a map in tests. */
export type KeptText = {
  getItem: (key: string) => string | null
  setItem: (key: string, value: string) => void
  removeItem: (key: string) => void
}

export type Stores = {
  get: (userId: string, key: string) => unknown
  set: (userId: string, key: string, value: unknown) => void
  /** Everything one user has stored. */
  all: (userId: string) => Record<string, unknown>
  clear: (userId: string) => void
}

/** Stores each user's data as one text. Damaged text counts as empty. */
export function createStores(storage: KeptText, prefix = 'missive-store:'): Stores {
  const all = (userId: string): Record<string, unknown> => {
    try {
      const parsed: unknown = JSON.parse(storage.getItem(prefix + userId) ?? '{}')
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
    } catch {
      return {}
    }
  }
  return {
    all,
    get: (userId, key) => (Object.hasOwn(all(userId), key) ? all(userId)[key] : undefined),
    set: (userId, key, value) => {
      const entries = Object.entries(all(userId)).filter(([name]) => name !== key)
      if (value !== undefined && value !== null) entries.push([key, value])
      storage.setItem(prefix + userId, JSON.stringify(Object.fromEntries(entries)))
    },
    clear: (userId) => storage.removeItem(prefix + userId),
  }
}
