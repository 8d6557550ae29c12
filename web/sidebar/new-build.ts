// The iframe lives for days: when the gateway serves another build, the page reloads once, and only while nobody is using it.

/** What the watcher needs of the page. */
export type BuildPorts = {
  /** The build of this page. */
  own: string
  /** Nobody types, nothing is focused, and the page is hidden or was left alone for a while. */
  isIdle: () => boolean
  /** The build the last reload was for, kept over the reload. */
  recall: () => Promise<unknown>
  remember: (build: string) => Promise<void>
  reload: () => void
}

/** Watches for builds; `check` is called now and then. */
export function createBuildWatch({ own, isIdle, recall, remember, reload }: BuildPorts) {
  let wanted: string | undefined
  return {
    seen: (build: string) => {
      // A page that does not know its own build, in development, never reloads.
      if (own) wanted = build === own ? undefined : build
    },
    check: async () => {
      if (!wanted || !isIdle()) return
      const build = wanted
      // One reload per build: a cache that still serves the old page must not make a loop.
      if ((await recall()) === build) wanted = undefined
      else {
        await remember(build)
        if (isIdle()) reload()
      }
    },
  }
}
