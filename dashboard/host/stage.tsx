// What the page shows of an extension: its tree drawn with the Dashboard's components, its toasts, and its failure.

import type { RemoteReceiver } from '@remote-ui/core'
import { RemoteRenderer, type Controller } from '@remote-ui/react/host'
import { Component, useSyncExternalStore, type ReactNode } from 'react'
import type { Toast } from './toasts.ts'

type Failure = { title: string; message: string; stack: string }
type StageState = { toasts: readonly Toast[]; failure: Failure | undefined; loading: boolean }
export type Store = {
  get: () => StageState
  set: (change: Partial<StageState>) => void
  listen: (listener: () => void) => () => void
}

export function createStore(): Store {
  let state: StageState = { toasts: [], failure: undefined, loading: true }
  const listeners = new Set<() => void>()
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change }
      for (const listener of listeners) listener()
    },
    listen(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function FailureBox({ failure }: { failure: Failure }) {
  return (
    <div className="sd-host-failure" role="alert">
      <strong>{failure.title}</strong>
      <p>{failure.message}</p>
      {failure.stack === '' ? null : (
        // Scrolls, so the keyboard must reach it.
        <pre tabIndex={0} aria-label="Stack">
          {failure.stack}
        </pre>
      )}
    </div>
  )
}

function ToastLine({ toast, onDismiss }: { toast: Toast; onDismiss: (id: number) => void }) {
  const { type, action, onAction } = toast.options
  return (
    <div className={`sd-host-toast sd-host-toast-${type ?? 'plain'}`}>
      <span>{toast.message}</span>
      {action ? (
        <button type="button" onClick={() => void onAction?.()}>
          {action}
        </button>
      ) : null}
      <button type="button" aria-label="Dismiss" onClick={() => onDismiss(toast.id)}>
        ×
      </button>
    </div>
  )
}

type GuardProps = { onError: (error: Error) => void; children: ReactNode }

/** Catches errors while drawing, so that the page keeps running and can show them. */
class Guard extends Component<GuardProps, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }
  override componentDidCatch(error: Error): void {
    this.props.onError(error)
  }
  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}

type StageProps = {
  store: Store
  receiver: RemoteReceiver
  controller: Controller
  onDismiss: (id: number) => void
  onError: (error: Error) => void
}

export function Stage({ store, receiver, controller, onDismiss, onError }: StageProps) {
  const { toasts, failure, loading } = useSyncExternalStore(store.listen, store.get)
  return (
    <>
      {loading && !failure ? (
        <div className="sd-host-loading" role="progressbar" aria-label="Loading app" />
      ) : null}
      {failure ? <FailureBox failure={failure} /> : null}
      <Guard onError={onError}>
        <RemoteRenderer receiver={receiver} controller={controller} />
      </Guard>
      <div className="sd-host-toasts" role="status">
        {toasts.map((toast) => (
          <ToastLine key={toast.id} toast={toast} onDismiss={onDismiss} />
        ))}
      </div>
    </>
  )
}
