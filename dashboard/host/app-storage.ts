// What the views of one app share in `useStorage`: kept by the page, told to every other view of the same app.

type Heard = (key: string | null, value: string | null) => void
type AppStorage = { entries: Map<string, string>; views: Set<Heard> }

const byApp = new Map<string, AppStorage>()

/** One view's part in it. */
export type StorageShare = {
  entries: () => Record<string, string>
  set: (key: string | null, value: string | null) => void
  leave: () => void
}

/** Joins the storage of an app; `heard` is told what other views write. */
export function joinStorage(appId: string, heard: Heard): StorageShare {
  const app = byApp.get(appId) ?? { entries: new Map<string, string>(), views: new Set<Heard>() }
  byApp.set(appId, app)
  app.views.add(heard)
  return {
    entries: () => Object.fromEntries(app.entries),
    set(key, value) {
      if (key === null) app.entries.clear()
      else if (value === null) app.entries.delete(key)
      else app.entries.set(key, value)
      for (const other of app.views) if (other !== heard) other(key, value)
    },
    leave: () => void app.views.delete(heard),
  }
}
