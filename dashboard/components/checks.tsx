// Checkbox, Radio and Switch: a control with its label beside it.

import { useEffect, useRef, type ChangeEvent } from 'react'
import { FieldDescription, FieldError, hideable, useField, type FieldProps } from './field.tsx'
import { changeEvent, type RemoteEvent } from './remote-events.ts'
import { useRemoteValue } from './remote-value.ts'

export type CheckProps = FieldProps & {
  name?: string
  form?: string
  value?: string
  checked?: boolean
  defaultChecked?: boolean
  readOnly?: boolean
  required?: boolean
  autoFocus?: boolean
  tabIndex?: number
  onChange?: (event: RemoteEvent) => unknown
}

/** Uncontrolled checks are left to the browser, which also keeps only one radio per name checked. */
function useChecked(props: CheckProps) {
  const { value, change } = useRemoteValue(props.checked, props.defaultChecked ?? false)
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    if (props.readOnly) return
    const sent = changeEvent(event)
    change(event.currentTarget.checked, () => props.onChange?.(sent))
  }
  const state =
    props.checked === undefined && !props.readOnly
      ? { defaultChecked: props.defaultChecked }
      : { checked: value }
  return { ...state, onChange }
}

type KindProps = { props: CheckProps; kind: 'checkbox' | 'radio' | 'switch'; indeterminate?: boolean }

function Check({ props, kind, indeterminate = false }: KindProps) {
  const { control, ids } = useField(props)
  const checked = useChecked(props)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (input.current) input.current.indeterminate = indeterminate
  })
  const { name, form, value, required, autoFocus, tabIndex } = props
  return (
    <div className={`sd-check sd-check-${kind}`}>
      <input
        ref={input}
        className={`sd-${kind}`}
        type={kind === 'radio' ? 'radio' : 'checkbox'}
        role={kind === 'switch' ? 'switch' : undefined}
        aria-readonly={props.readOnly && kind !== 'radio' ? true : undefined}
        {...{ name, form, value, required, autoFocus, tabIndex }}
        {...checked}
        {...control}
      />
      <div className="sd-check-words">
        {props.label !== undefined && (
          <label htmlFor={ids.control} className={`sd-check-label${hideable(props, 'label')}`}>
            {props.label}
          </label>
        )}
        <FieldDescription props={props} ids={ids} />
        <FieldError props={props} ids={ids} />
      </div>
    </div>
  )
}

export const Checkbox = (props: CheckProps & { indeterminate?: boolean }) => (
  <Check props={props} kind="checkbox" indeterminate={props.indeterminate ?? false} />
)

export const Radio = (props: CheckProps) => <Check props={props} kind="radio" />

export const Switch = (props: CheckProps) => <Check props={props} kind="switch" />
