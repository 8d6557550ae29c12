// Select, and the option elements an extension puts into it.

import type { ChangeEvent, ReactNode } from 'react'
import { Field, type ControlAttributes, type FieldProps } from './field.tsx'
import { Icon } from './icon.tsx'
import { changeEvent, type RemoteEvent } from './remote-events.ts'
import { useRemoteValue } from './remote-value.ts'

export type SelectProps = FieldProps & {
  children?: ReactNode
  name?: string
  form?: string
  value?: string | readonly string[]
  defaultValue?: string | readonly string[]
  multiple?: boolean
  required?: boolean
  autoFocus?: boolean
  autoComplete?: string
  onChange?: (event: RemoteEvent) => unknown
}

/** Arrays are compared as text, so that an array sent out is recognised when its copy comes back. */
const separator = '\u0000'
const toText = (value: SelectProps['value']): string | undefined =>
  value === undefined || typeof value === 'string' ? value : value.join(separator)

export function Select(props: SelectProps) {
  const { multiple = false, name, form, required, autoFocus, autoComplete } = props
  const started = toText(props.value ?? props.defaultValue)
  const { value, change } = useRemoteValue<string | undefined>(toText(props.value), started)
  const shown = value === undefined ? undefined : multiple ? value.split(separator) : value
  const onChange = (event: ChangeEvent<HTMLSelectElement>) => {
    const sent = changeEvent(event)
    const chosen = sent.target.selectedOptions?.map((option) => option.value).join(separator)
    change(chosen, () => props.onChange?.(sent))
  }
  return (
    <Field props={props}>
      {(control: ControlAttributes) => (
        <span className={`sd-select${multiple ? ' sd-select-many' : ''}`}>
          <select
            className="sd-input"
            {...{ name, form, required, autoFocus, autoComplete, multiple, onChange }}
            {...(shown === undefined ? {} : { value: shown })}
            {...control}
          >
            {props.children}
          </select>
          {!multiple && <Icon name="chevronDown" size="small" />}
        </span>
      )}
    </Field>
  )
}

export type OptionProps = {
  children?: ReactNode
  value?: string | number
  label?: string
  disabled?: boolean
  hidden?: boolean
}

export const Option = ({ children, value, label, disabled, hidden }: OptionProps) => (
  <option {...{ value, label, disabled, hidden }}>{children}</option>
)

export const OptionGroup = ({ children, label, disabled }: OptionProps) => (
  <optgroup {...{ label, disabled }}>{children}</optgroup>
)
