// Table and its parts, as an extension composes them.

import type { CSSProperties, ReactNode } from 'react'

type Parts = { children?: ReactNode }

export const Table = ({ children }: Parts) => (
  <div className="sd-table-frame" tabIndex={0} role="group" aria-label="Table">
    <table className="sd-table">{children}</table>
  </div>
)
export const TableHead = ({ children }: Parts) => <thead>{children}</thead>
export const TableBody = ({ children }: Parts) => <tbody>{children}</tbody>
export const TableFooter = ({ children }: Parts) => <tfoot>{children}</tfoot>
export const TableRow = ({ children }: Parts) => <tr>{children}</tr>

type Extent = 'auto' | 'maximized' | 'minimized' | number
export type TableCellProps = Parts & {
  align?: 'center' | 'left' | 'right'
  vAlign?: 'baseline' | 'bottom' | 'middle' | 'top'
  width?: Extent
  minWidth?: Extent
  maxWidth?: Extent
  colSpan?: number
  rowSpan?: number
  wrap?: boolean
}

const extent = (value: Extent | undefined): string | undefined => {
  if (typeof value === 'number') return `${value}px`
  if (value === 'maximized') return '100%'
  // One pixel makes a cell as narrow as its content allows.
  return value === 'minimized' ? '1px' : undefined
}

function cellStyle({ align, vAlign, width, minWidth, maxWidth, wrap }: TableCellProps): CSSProperties {
  const style: CSSProperties = {
    textAlign: align,
    verticalAlign: vAlign,
    width: extent(width),
    minWidth: extent(minWidth),
    maxWidth: extent(maxWidth),
  }
  if (wrap !== undefined) style.whiteSpace = wrap ? 'normal' : 'nowrap'
  return style
}

export const TableCell = (props: TableCellProps) => (
  <td style={cellStyle(props)} colSpan={props.colSpan} rowSpan={props.rowSpan}>
    {props.children}
  </td>
)

export const TableHeaderCell = (props: TableCellProps) => (
  <th scope="col" style={cellStyle(props)} colSpan={props.colSpan} rowSpan={props.rowSpan}>
    {props.children}
  </th>
)
