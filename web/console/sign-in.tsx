// The sign-in page: one secret, typed or filled in by a password manager.

import { drawIcon } from '../ui/icon.tsx'
import type { Console } from './console.ts'

/** Defined once, so that the ref is called when the input appears and not on every redraw. */
const focusFirst = (input: HTMLInputElement | null) => input?.focus()

export function drawSignIn(console: Console) {
  const { isRunning, problem, hasEnded } = console.state.signIn
  const submit = (event: Event) => {
    event.preventDefault()
    const input = document.getElementById('secret')
    if (input instanceof HTMLInputElement && input.value !== '' && !isRunning)
      void console.signIn(input.value)
  }
  return (
    <main class="alone">
      <form class="card" onSubmit={submit} autocomplete="on">
        <p class="brand">
          <img src="/icon.svg" alt="" />
          Tillside
        </p>
        <h1>Sign in</h1>
        <p class="ts-muted">
          {hasEnded ? 'Your session has ended. Sign in again to continue. ' : ''}
          Use the secret from the setting <code class="ts-mono">TILLSIDE_CONSOLE_SECRET</code>.
        </p>
        {/* Password managers store a secret under a user name. */}
        <input
          class="ts-hidden"
          type="text"
          name="username"
          autocomplete="username"
          value="operator"
          tabIndex={-1}
          aria-hidden="true"
          readOnly
        />
        <div class="ts-control">
          <label class="ts-label" for="secret">
            Secret
          </label>
          <input
            id="secret"
            class="ts-input"
            type="password"
            name="password"
            autocomplete="current-password"
            required
            ref={focusFirst}
            aria-invalid={problem ? 'true' : undefined}
            aria-describedby={problem ? 'problem' : undefined}
          />
          {problem && (
            <p class="ts-hint ts-bad" id="problem" role="alert">
              {drawIcon('bad', 'bad')}
              {problem}
            </p>
          )}
        </div>
        <button class="ts-button is-primary" aria-disabled={isRunning}>
          {isRunning ? 'One moment…' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}
