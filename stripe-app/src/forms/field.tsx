// One field, drawn with the Dashboard's control. Controls are uncontrolled and only report changes, because a value sent back
// to a control arrives late and moves the caret.

import {
  Box,
  Checkbox,
  DateField,
  FormFieldGroup,
  Inline as Span,
  Select,
  Switch,
  TextArea,
  TextField,
} from '@stripe/ui-extension-sdk/ui'
import type { FormField, FormFieldOf } from '../generated/contract.ts'
import { formatMoney } from '../generated/money.ts'
import { type FormValue, textOf, valueOf } from './values.ts'

export type FieldProps<F extends FormField = FormField> = {
  field: F
  value: FormValue | undefined
  locale: string
  onChange: (value: FormValue) => void
  /** Set while a request is in progress. */
  disabled?: boolean
}

const labelOf = (field: FormField) => (field.required === false ? `${field.label} (optional)` : field.label)

/** The props that all SDK controls share. */
function commonOf({ field, disabled }: FieldProps) {
  const description = [field.hint, field.locked].filter(Boolean).join(' ')
  return {
    name: field.name,
    label: labelOf(field),
    ...(description ? { description } : {}),
    ...(field.error === undefined ? {} : { error: field.error, invalid: true }),
    ...(field.required ? { required: true } : {}),
    disabled: disabled === true || field.locked !== undefined,
  }
}

const wide = { width: 'fill' } as const

function TextControl(props: FieldProps<FormFieldOf<'text'> | FormFieldOf<'number'> | FormFieldOf<'money'>>) {
  const { field, value, onChange } = props
  const common = {
    ...commonOf(props),
    css: wide,
    defaultValue: textOf(field, value),
    onChange: (event: { target: { value: string } }) => onChange(valueOf(field, event.target.value)),
  }
  if (field.kind === 'text') {
    const shape = {
      ...common,
      ...(field.lengthMax === undefined ? {} : { maxLength: field.lengthMax }),
      ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
    }
    return field.lines === undefined || field.lines === 1 ? (
      <TextField {...shape} />
    ) : (
      <TextArea {...shape} rows={field.lines} />
    )
  }
  // Not type="number", because browsers discard input they cannot read, without telling the person why.
  const unit = field.kind === 'money' ? field.currency.toUpperCase() : field.unit
  return (
    <TextField {...common} label={unit ? `${common.label} (${unit})` : common.label} autoComplete="off" />
  )
}

const noteOf = (option: FormFieldOf<'select'>['options'][number], locale: string) =>
  [option.label, option.amount && formatMoney(option.amount, locale)].filter(Boolean).join(' · ')

function SelectControl(props: FieldProps<FormFieldOf<'select'>>) {
  const { field, value, onChange, locale } = props
  const chosen = typeof value === 'string' ? value : ''
  const note = field.options.find((option) => option.value === chosen)?.note
  return (
    <Box css={{ stack: 'y', gap: 'xsmall' }}>
      <Select
        {...commonOf(props)}
        css={wide}
        defaultValue={chosen}
        onChange={(event) => onChange(event.target.value || null)}
      >
        {value === undefined || value === null ? <option value="">Choose…</option> : null}
        {field.options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.locked !== undefined}>
            {option.locked ? `${noteOf(option, locale)} (${option.locked})` : noteOf(option, locale)}
          </option>
        ))}
      </Select>
      {note && <Span css={{ font: 'caption', color: 'secondary' }}>{note}</Span>}
    </Box>
  )
}

function ChecklistControl({
  field,
  value,
  onChange,
  locale,
  disabled,
}: FieldProps<FormFieldOf<'checklist'>>) {
  const chosen = Array.isArray(value) ? value : []
  const toggle = (one: string, on: boolean) =>
    onChange(
      field.options
        .map((option) => option.value)
        .filter((option) => (option === one ? on : chosen.includes(option))),
    )
  return (
    <Box css={{ stack: 'y', gap: 'xsmall' }}>
      <FormFieldGroup
        legend={labelOf(field)}
        layout="vertical"
        {...(field.hint ? { description: field.hint } : {})}
      >
        {field.options.map((option) => (
          <Checkbox
            key={option.value}
            name={`${field.name}.${option.value}`}
            label={noteOf(option, locale)}
            defaultChecked={chosen.includes(option.value)}
            disabled={disabled === true || field.locked !== undefined || option.locked !== undefined}
            onChange={(event) => toggle(option.value, event.target.checked)}
            {...((option.locked ?? option.note) ? { description: option.locked ?? option.note } : {})}
          />
        ))}
      </FormFieldGroup>
      {field.error && <Span css={{ font: 'caption', color: 'critical' }}>{field.error}</Span>}
      {field.locked && <Span css={{ font: 'caption', color: 'secondary' }}>{field.locked}</Span>}
    </Box>
  )
}

export function FieldControl(props: FieldProps) {
  const { field, value, onChange } = props
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'money':
      return <TextControl {...props} field={field} />
    case 'date': {
      const { name: _, required: __, ...common } = commonOf(props)
      return (
        <DateField
          {...common}
          defaultValue={textOf(field, value)}
          onChange={(day) => onChange(day || null)}
        />
      )
    }
    case 'select':
      return <SelectControl {...props} field={field} />
    case 'checkbox':
    case 'switch': {
      const Control = field.kind === 'switch' ? Switch : Checkbox
      return (
        <Control
          {...commonOf(props)}
          label={field.label}
          defaultChecked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      )
    }
    default:
      return <ChecklistControl {...props} field={field} />
  }
}
