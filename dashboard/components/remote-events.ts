// Events in the form that crosses the port: plain data with the parts that extensions read, never DOM nodes.

import type { ChangeEvent, KeyboardEvent, MouseEvent } from 'react'

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What an extension sees of the element an event happened on. */
export type RemoteTarget = {
  value: string
  name: string
  id: string
  type: string
  checked?: boolean
  selectedOptions?: { value: string; label: string }[]
}
export type RemoteEvent = { type: string; target: RemoteTarget; currentTarget: RemoteTarget }
export type RemoteKeyEvent = RemoteEvent & {
  key: string
  code: string
  repeat: boolean
} & RemoteModifiers
type RemoteModifiers = { altKey: boolean; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean }
export type RemotePress = { type: 'press'; pointerType: 'mouse' | 'keyboard' } & RemoteModifiers
export type OnPress = ((event: RemotePress) => void) | undefined

const modifiers = (event: MouseEvent | KeyboardEvent): RemoteModifiers => ({
  altKey: event.altKey,
  ctrlKey: event.ctrlKey,
  metaKey: event.metaKey,
  shiftKey: event.shiftKey,
})

function targetOf(control: Control): RemoteTarget {
  const { value, name, id, type } = control
  const target: RemoteTarget = { value, name, id, type }
  if (control instanceof HTMLInputElement) target.checked = control.checked
  if (control instanceof HTMLSelectElement) {
    target.selectedOptions = Array.from(control.selectedOptions, ({ value, label }) => ({ value, label }))
  }
  return target
}

/** A change; target and currentTarget are separate copies because a shared object would be sent as one. */
export const changeEvent = (event: ChangeEvent<Control>): RemoteEvent => ({
  type: 'change',
  target: targetOf(event.currentTarget),
  currentTarget: targetOf(event.currentTarget),
})

export const keyEvent = (event: KeyboardEvent<Control>): RemoteKeyEvent => ({
  type: event.type,
  key: event.key,
  code: event.code,
  repeat: event.repeat,
  ...modifiers(event),
  target: targetOf(event.currentTarget),
  currentTarget: targetOf(event.currentTarget),
})

/** A press; a click without a pointer (`detail` 0) came from the keyboard. */
export const pressEvent = (event: MouseEvent): RemotePress => ({
  type: 'press',
  pointerType: event.detail === 0 ? 'keyboard' : 'mouse',
  ...modifiers(event),
})
