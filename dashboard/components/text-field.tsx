// TextField and TextArea: controlled by the extension, but responding immediately while typing.

import type { ChangeEvent, KeyboardEvent } from 'react'
import { Field, type ControlAttributes, type FieldProps } from './field.tsx'
import { changeEvent, keyEvent, type RemoteEvent, type RemoteKeyEvent } from './remote-events.ts'
import { useRemoteValue } from './remote-value.ts'

type TextProps = FieldProps & {
  name?: string
  form?: string
  value?: string
  defaultValue?: string
  placeholder?: string
  autoComplete?: string
  autoFocus?: boolean
  maxLength?: number
  minLength?: number
  readOnly?: boolean
  required?: boolean
  spellCheck?: boolean | 'true' | 'false'
  tabIndex?: number
  onChange?: (event: RemoteEvent) => unknown
  onKeyDown?: (event: RemoteKeyEvent) => unknown
  onKeyUp?: (event: RemoteKeyEvent) => unknown
}
type TextControl = HTMLInputElement | HTMLTextAreaElement

/** The attributes both controls share. */
function useText(props: TextProps) {
  const { value, change } = useRemoteValue(props.value, props.defaultValue ?? '')
  const { name, form, placeholder, autoComplete, maxLength, minLength, required, spellCheck } = props
  const plain = { name, form, placeholder, autoComplete, maxLength, minLength, required, spellCheck, value }
  return {
    ...plain,
    tabIndex: props.tabIndex,
    autoFocus: props.autoFocus,
    // A value without a change handler is read-only, as in the Dashboard.
    readOnly: props.readOnly ?? (props.value !== undefined && !props.onChange),
    onChange: (event: ChangeEvent<TextControl>) => {
      const sent = changeEvent(event)
      change(sent.target.value, () => props.onChange?.(sent))
    },
    onKeyDown: (event: KeyboardEvent<TextControl>) => void props.onKeyDown?.(keyEvent(event)),
    onKeyUp: (event: KeyboardEvent<TextControl>) => void props.onKeyUp?.(keyEvent(event)),
  }
}

export type TextFieldProps = TextProps & {
  type?: 'number' | 'text' | 'search' | 'tel' | 'url' | 'email' | 'password'
}

const inputTypes = new Set(['number', 'text', 'search', 'tel', 'url', 'email', 'password'])

export function TextField(props: TextFieldProps) {
  const text = useText(props)
  const type = props.type && inputTypes.has(props.type) ? props.type : 'text'
  return (
    <Field props={props}>
      {(control: ControlAttributes) => <input className="sd-input" type={type} {...text} {...control} />}
    </Field>
  )
}

export type TextAreaProps = TextProps & {
  rows?: number
  cols?: number
  resizeable?: boolean
  wrap?: 'soft' | 'hard'
}

export function TextArea(props: TextAreaProps) {
  const text = useText(props)
  const { rows = 3, cols, wrap, resizeable } = props
  return (
    <Field props={props}>
      {(control: ControlAttributes) => (
        <textarea
          className={`sd-input sd-textarea${resizeable === false ? ' sd-fixed' : ''}`}
          {...{ rows, cols, wrap }}
          {...text}
          {...control}
        />
      )}
    </Field>
  )
}
