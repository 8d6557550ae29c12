// The `useStorage` data that all views of one app share: stored by the page, changes sent to the app's other views.

type OnChange = (key: string | null, value: string | null) => void
type AppStorage = { entries: Map<string, string>; views: Set<OnChange> }

const byApp = new Map<string, AppStorage>()

/** One view's access to it. */
export type StorageShare = {
  entries: () => Record<string, string>
  set: (key: string | null, value: string | null) => void
  leave: () => void
}

/** Joins the storage of an app; `onChange` is called with what other views write. */
export function joinStorage(appId: string, onChange: OnChange): StorageShare {
  const app = byApp.get(appId) ?? { entries: new Map<string, string>(), views: new Set<OnChange>() }
  byApp.set(appId, app)
  app.views.add(onChange)
  return {
    entries: () => Object.fromEntries(app.entries),
    set(key, value) {
      if (key === null) app.entries.clear()
      else if (value === null) app.entries.delete(key)
      else app.entries.set(key, value)
      for (const other of app.views) if (other !== onChange) other(key, value)
    },
    leave: () => void app.views.delete(onChange),
  }
}
