// Fields: label left, value right; several lines if there is one value per currency.

import type { Field, Inline } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { drawStatus } from './icon.tsx'
import { drawInline, drawLine } from './inline.tsx'

const linesOf = (value: Field['value']): Inline[] =>
  typeof value === 'object' && 'lines' in value ? value.lines : [value]

function drawField(field: Field, drawing: Drawing) {
  const { icon, status } = field
  const lines = linesOf(field.value)
  return (
    <div class="ts-field">
      <dt>{field.label}</dt>
      <dd class={status && !icon && status !== 'ok' ? `ts-${status}` : ''}>
        {lines.map((line, index) => (
          <span class={lines.length > 1 ? 'ts-line' : ''}>
            {index === 0 && (icon || status) && [drawStatus(field), ' ']}
            {drawInline(line, drawing)}
          </span>
        ))}
        {drawLine('ts-field-note', field.note, drawing)}
      </dd>
    </div>
  )
}

/** The fields; styled differently inside an opened list item. */
export function drawFields(fields: Field[], drawing: Drawing, look = '') {
  return <dl class={`ts-fields ${look}`}>{fields.map((field) => drawField(field, drawing))}</dl>
}
