// DateField: a day as `YYYY-MM-DD`, typed or picked in the browser's own calendar.

import { Field, type ControlAttributes, type FieldProps } from './field.tsx'
import { useRemoteValue } from './remote-value.ts'

export type DateFieldProps = FieldProps & {
  value?: string
  defaultValue?: string
  onChange?: (value: string) => unknown
}

export function DateField(props: DateFieldProps) {
  const { value, change } = useRemoteValue(props.value, props.defaultValue ?? '')
  return (
    <Field props={props}>
      {(control: ControlAttributes) => (
        <input
          type="date"
          className="sd-input sd-date-input"
          value={value.slice(0, 10)}
          onChange={(event) => {
            const day = event.currentTarget.value
            change(day, () => props.onChange?.(day))
          }}
          {...control}
        />
      )}
    </Field>
  )
}
