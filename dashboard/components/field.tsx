// What every form field has around its control: label, description, error, and the ids that tie them together.

import { createContext, useContext, useId, type CSSProperties, type ReactNode } from 'react'
import { cssToStyle, type CssTokens } from './css-tokens.ts'
import { Icon } from './icon.tsx'

type HideableElement = 'label' | 'description' | 'error'

export type FieldProps = {
  label?: ReactNode
  description?: string
  error?: string
  hiddenElements?: readonly HideableElement[]
  disabled?: boolean
  invalid?: boolean
  size?: 'small' | 'medium' | 'large'
  css?: CssTokens
}

/** Attributes that a control gets from its field. */
export type ControlAttributes = {
  id: string
  disabled: boolean
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

const GroupDisabled = createContext(false)

/** Ids and states of a field's parts. */
export function useField(props: FieldProps): { control: ControlAttributes; ids: FieldIds } {
  const id = useId()
  const groupDisabled = useContext(GroupDisabled)
  const ids = { control: id, label: `${id}-label`, description: `${id}-about`, error: `${id}-error` }
  const describedBy = [props.description && ids.description, props.error && ids.error].filter(Boolean)
  const control = {
    id,
    disabled: props.disabled ?? groupDisabled,
    'aria-describedby': describedBy.length > 0 ? describedBy.join(' ') : undefined,
    'aria-invalid': (props.invalid ?? props.error) ? (true as const) : undefined,
  }
  return { control, ids }
}

export type FieldIds = { control: string; label: string; description: string; error: string }

/** A class that hides an element visually, but not from screen readers. */
export const hideable = (props: FieldProps, element: HideableElement): string =>
  props.hiddenElements?.includes(element) ? ' sd-unseen' : ''

export function FieldError({ props, ids }: { props: FieldProps; ids: FieldIds }) {
  if (!props.error) return null
  return (
    <div id={ids.error} className={`sd-field-error${hideable(props, 'error')}`}>
      <Icon name="warningCircle" /> <span>{props.error}</span>
    </div>
  )
}

export function FieldDescription({ props, ids }: { props: FieldProps; ids: FieldIds }) {
  if (!props.description) return null
  return (
    <div id={ids.description} className={`sd-field-about${hideable(props, 'description')}`}>
      {props.description}
    </div>
  )
}

type FrameProps = {
  props: FieldProps
  children: (control: ControlAttributes) => ReactNode
}

/** Label and description above a control, error below it. */
export function Field({ props, children }: FrameProps) {
  const { control, ids } = useField(props)
  const style: CSSProperties = cssToStyle(props.css)
  return (
    <div className={`sd-field sd-size-${props.size ?? 'medium'}`} style={style}>
      {props.label !== undefined && (
        <label id={ids.label} htmlFor={ids.control} className={`sd-field-label${hideable(props, 'label')}`}>
          {props.label}
        </label>
      )}
      <FieldDescription props={props} ids={ids} />
      {children(control)}
      <FieldError props={props} ids={ids} />
    </div>
  )
}

export type FormFieldGroupProps = {
  children?: ReactNode
  legend?: string
  description?: string
  disabled?: boolean
  layout?: 'horizontal' | 'vertical'
}

/** Fields under one legend. The group can disable them all; a field can override that. */
export function FormFieldGroup({ children, legend, description, disabled, layout }: FormFieldGroupProps) {
  const id = useId()
  return (
    <fieldset className="sd-field-group" aria-describedby={description ? id : undefined}>
      {legend && <legend className="sd-field-label">{legend}</legend>}
      {description && (
        <div id={id} className="sd-field-about">
          {description}
        </div>
      )}
      <div className={`sd-field-group-fields sd-layout-${layout ?? 'vertical'}`}>
        <GroupDisabled.Provider value={disabled ?? false}>{children}</GroupDisabled.Provider>
      </div>
    </fieldset>
  )
}
