// The storage the Dashboard puts into the sandbox as `globalThis.__memoryStorage`; the SDK's `useStorage` uses it.
// It lasts as long as the page and is shared by all views of an app: changes go through the host to the other views.

/** Called at each change; `key` null means that everything was cleared. */
export type OnStored = (key: string | null, value: string | null) => void

export function createMemoryStorage(start: Record<string, string>, onStored: OnStored) {
  const entries = new Map(Object.entries(start))
  const storage = {
    get length() {
      return entries.size
    },
    key: (index: number): string | null => [...entries.keys()][index] ?? null,
    getItem: (key: string): string | null => entries.get(key) ?? null,
    setItem(key: string, value: string | number | boolean | null | undefined): void {
      if (value === null || value === undefined) return storage.removeItem(key)
      entries.set(key, String(value))
      onStored(key, String(value))
    },
    removeItem(key: string): void {
      entries.delete(key)
      onStored(key, null)
    },
    clear(): void {
      entries.clear()
      onStored(null, null)
    },
  }
  /** A change made in another view. */
  const receive = (key: string | null, newValue: string | null): void => {
    const oldValue = key === null ? null : (entries.get(key) ?? null)
    if (key === null) entries.clear()
    else if (newValue === null) entries.delete(key)
    else entries.set(key, newValue)
    // `new StorageEvent()` takes only a real Storage, so the fields are put on a plain event.
    dispatchEvent(Object.assign(new Event('storage'), { storageArea: storage, key, newValue, oldValue }))
  }
  return { storage, receive }
}
