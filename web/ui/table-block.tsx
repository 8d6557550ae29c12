// Lines with columns; numbers end right, a column marked low goes when the sidebar is narrow.

import type { BlockOf, Inline } from '#contract/panel.ts'
import type { Drawing } from './drawing.ts'
import { InlineText } from './inline.tsx'

/** The table. Its first column names the row. */
export function TableBlock({
  block,
  drawing,
  label,
}: {
  block: BlockOf<'table'>
  drawing: Drawing
  label: string | undefined
}) {
  const kind = (index: number) => {
    const column = block.columns[index]
    return `${column?.numeric ? 'is-num' : ''}${column?.low ? ' is-low' : ''}` || undefined
  }
  const row = (cells: Inline[]) => (
    <tr>
      {cells.map((cell, index) => {
        const text = <InlineText value={cell} drawing={drawing} short />
        return index === 0 ? <th scope="row">{text}</th> : <td class={kind(index)}>{text}</td>
      })}
    </tr>
  )
  return (
    <div class="ts-table-wrap" tabIndex={0} role="region" aria-label={label ?? drawing.words.table}>
      <table class="ts-table">
        <thead>
          <tr>
            {block.columns.map((column, index) => (
              <th scope="col" class={kind(index)}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{block.rows.map(row)}</tbody>
        {block.totals?.length ? <tfoot>{block.totals.map(row)}</tfoot> : null}
      </table>
    </div>
  )
}
