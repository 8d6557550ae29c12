// The iframe lives for days: when the gateway serves another build, the page reloads once, and only while it is not in use.

/** What the watcher needs from the page. */
export type BuildPorts = {
  /** The build of this page. */
  own: string
  /** Whether nothing is being typed or focused, and the page is hidden or has been untouched for a while. */
  isIdle: () => boolean
  /** The build that the last reload was for; survives the reload. */
  recall: () => Promise<unknown>
  remember: (build: string) => Promise<void>
  reload: () => void
}

/** Creates the watcher; `check` is called regularly. */
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
      // One reload per build: a cache that still serves the old page must not cause a loop.
      if ((await recall()) === build) wanted = undefined
      else {
        await remember(build)
        if (isIdle()) reload()
      }
    },
  }
}
