// Loads the second script: setup, actions, settings edited in place. Its name contains a hash of its content, so it is gone
// once the gateway serves another build. The page then asks the person to reload.

export type Forms = typeof import('./screens/forms.tsx')

/** State of the second script: not loaded yet, loaded (`here`), or failed. */
export type FormsState = { here?: Forms; failed?: boolean }

type FormsPorts = {
  load: () => Promise<Forms>
  /** Runs a callback when the browser is idle. */
  whenIdle: (run: () => void) => void
  changed: () => void
  /** Called when the script cannot be loaded, to check which build the gateway serves now. */
  gone: () => void
}

/**
 * Creates the loader, which loads the script once. `want`: it is needed now; a new reason allows another try.
 * `foresee`: it may be needed soon.
 */
export function createFormsLoader({ load, whenIdle, changed, gone }: FormsPorts) {
  const state: FormsState = {}
  let busy = false
  let reason: unknown
  const run = async () => {
    if (busy || state.here) return
    busy = true
    state.failed = false
    try {
      state.here = await load()
    } catch {
      state.failed = true
      gone()
    }
    busy = false
    changed()
  }
  return {
    state,
    want(why: unknown) {
      // A redraw is not a new reason: a script that failed is not requested in a loop.
      if (why === reason) return
      reason = why
      void run()
    },
    foresee: () => busy || state.here || state.failed || whenIdle(() => void run()),
  }
}
