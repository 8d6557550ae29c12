// A table; numbers are right-aligned, and columns marked low are hidden when the sidebar is narrow.

import type { BlockOf, Inline } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { drawInline } from './inline.tsx'

/** The table. Its first column names the row. */
export function drawTable({ columns, rows, totals }: BlockOf<'table'>, drawing: Drawing, label?: string) {
  const looks = columns.map(({ numeric, low }) => `${numeric ? 'is-num' : ''}${low ? ' is-low' : ''}`)
  const row = (cells: Inline[]) => (
    <tr>
      {cells.map((cell, index) => {
        const text = drawInline(cell, drawing, true)
        return index === 0 ? <th scope="row">{text}</th> : <td class={looks[index]}>{text}</td>
      })}
    </tr>
  )
  return (
    <div class="ts-table-wrap" tabIndex={0} role="region" aria-label={label}>
      <table class="ts-table">
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th scope="col" class={looks[index]}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows.map(row)}</tbody>
        {totals?.length ? <tfoot>{totals.map(row)}</tfoot> : null}
      </table>
    </div>
  )
}
