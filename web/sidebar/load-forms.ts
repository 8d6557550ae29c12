// Loads the second script: setup, actions, settings changed in place. Its name carries its content's hash, so it is gone
// once the gateway serves another build; then there is one honest thing to do, and it is said: reload.

export type Forms = typeof import('./screens/forms.tsx')

/** Where the second script is: not asked for, here, or not to be had. */
export type FormsState = { here?: Forms; failed?: boolean }

type FormsPorts = {
  load: () => Promise<Forms>
  /** Runs when nothing else is to be done. */
  whenIdle: (run: () => void) => void
  changed: () => void
  /** It is not to be had: time to see what the gateway serves now. */
  gone: () => void
}

/** Loads once. `want`: somebody waits for it, again for each new reason; `foresee`: somebody soon may. */
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
      // A redrawing is no new reason: what failed is not asked for in a loop.
      if (why === reason) return
      reason = why
      void run()
    },
    foresee: () => busy || state.here || state.failed || whenIdle(() => void run()),
  }
}
