// A table that fits the narrow drawer: low-priority columns appear only if the panel is open in full.

import {
  Table,
  TableBody,
  TableCell,
  TableFooter,
  TableHead,
  TableHeaderCell,
  TableRow,
} from '@stripe/ui-extension-sdk/ui'
import type { BlockOf, Inline } from '../generated/contract.ts'
import type { Drawing } from './drawing.ts'
import { drawInline } from './inline.tsx'
import { Rows } from './rows.tsx'

export function drawTable({ columns, rows, totals }: BlockOf<'table'>, drawing: Drawing) {
  const shown = columns.flatMap((column, at) => (drawing.brief && column.low ? [] : [{ ...column, at }]))
  const cells = (row: readonly Inline[]) =>
    shown.map(({ at, numeric }) => (
      <TableCell key={at} align={numeric ? 'right' : 'left'}>
        {drawInline(row[at] ?? '', drawing)}
      </TableCell>
    ))
  return (
    <Rows rows={rows} drawing={drawing}>
      {(visible) => (
        <Table>
          <TableHead>
            <TableRow>
              {shown.map(({ at, label, numeric }) => (
                <TableHeaderCell key={at} align={numeric ? 'right' : 'left'}>
                  {label}
                </TableHeaderCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {visible.map((row, at) => (
              <TableRow key={at}>{cells(row)}</TableRow>
            ))}
          </TableBody>
          {totals && (
            <TableFooter>
              {totals.map((row, at) => (
                <TableRow key={at}>{cells(row)}</TableRow>
              ))}
            </TableFooter>
          )}
        </Table>
      )}
    </Rows>
  )
}
