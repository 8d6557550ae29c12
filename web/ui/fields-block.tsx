// Label left, value right; several lines where there is one value per currency.

import type { Field, Inline } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { Icon } from './icon.tsx'
import { InlineText, Line } from './inline.tsx'

const linesOf = (value: Field['value']): Inline[] =>
  typeof value === 'object' && 'lines' in value ? value.lines : [value]

/** Fields; `inset` inside an opened list item. */
export function FieldsBlock({
  fields,
  drawing,
  inset = false,
}: {
  fields: Field[]
  drawing: Drawing
  inset?: boolean
}) {
  return (
    <dl class={`ts-fields${inset ? ' ts-fields-inset' : ''}`}>
      {fields.map((field) => (
        <div class="ts-field">
          <dt>{field.label}</dt>
          <dd class={field.status && !field.icon && field.status !== 'ok' ? `ts-${field.status}` : undefined}>
            {linesOf(field.value).map((line, index, lines) => (
              <span class={lines.length > 1 ? 'ts-line' : undefined}>
                {index === 0 && (field.icon || field.status) && (
                  <>
                    <Icon name={field.icon ?? field.status ?? 'info'} status={field.status} />{' '}
                  </>
                )}
                <InlineText value={line} drawing={drawing} />
              </span>
            ))}
            <Line class="ts-field-note" value={field.note} drawing={drawing} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
