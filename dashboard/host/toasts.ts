// Toasts of an extension: shown by the page, updated and dismissed by the extension. All but pending ones expire.

import { release, retain } from '@remote-ui/rpc'

type ToastType = 'success' | 'caution' | 'pending'
export type ToastOptions = { type?: ToastType; action?: string; onAction?: () => unknown }
export type Toast = { id: number; message: string; options: ToastOptions }

const shownMs = 6000

export type Toasts = ReturnType<typeof createToasts>

/** `changed` is called whenever the list changes. */
export function createToasts(changed: (toasts: readonly Toast[]) => void) {
  let toasts: readonly Toast[] = []
  let nextId = 1
  const timers = new Map<number, ReturnType<typeof setTimeout>>()
  const set = (next: readonly Toast[]): void => {
    toasts = next
    changed(toasts)
  }
  const dismiss = (id: number): void => {
    clearTimeout(timers.get(id))
    timers.delete(id)
    const toast = toasts.find((each) => each.id === id)
    if (!toast) return
    release(toast.options)
    set(toasts.filter((each) => each !== toast))
  }
  /** A pending toast stays until the extension updates or dismisses it. */
  const expire = (id: number, { type }: ToastOptions): void => {
    clearTimeout(timers.get(id))
    if (type !== 'pending')
      timers.set(
        id,
        setTimeout(() => dismiss(id), shownMs),
      )
  }
  return {
    show(message: string, options: ToastOptions = {}) {
      // The function of its button is called after this call has returned.
      retain(options)
      const id = nextId
      nextId += 1
      set([...toasts, { id, message, options }])
      expire(id, options)
      return {
        update(newMessage: string, newOptions: ToastOptions = {}): void {
          retain(newOptions)
          set(
            toasts.map((each) => (each.id === id ? { id, message: newMessage, options: newOptions } : each)),
          )
          expire(id, newOptions)
        },
        dismiss: () => dismiss(id),
      }
    },
    dismiss,
    /** Clears all timers, when the view ends. */
    close(): void {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
