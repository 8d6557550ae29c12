// One cell of DataTable, DetailPageTable and ListPage, by its declared format.

import { Badge, type BadgeType } from './badge.tsx'
import { Link } from './button.tsx'
import { formatAmount, formatDate, type DateStyle } from './format-value.ts'
import { useServices } from './services.ts'

export type TableItem = { id: string } & Record<string, string | number>

type CellFormat =
  | { type: 'text' | 'id' }
  | { type: 'link'; linkMap?: Record<string, string> }
  | { type: 'date'; options?: DateStyle }
  | { type: 'status'; statusMap: Record<string, BadgeType> }
  | { type: 'currency'; currency: string; currencyMap?: Record<string, string>; currencyKey?: string }

export type TableColumn = {
  key: string
  label: string
  hideHeaderLabel?: boolean
  cell?: CellFormat
  pinned?: boolean
}

/** Amounts are right-aligned so that their digits line up. */
export const isAmount = (column: TableColumn): boolean => column.cell?.type === 'currency'

function currencyOf(cell: CellFormat & { type: 'currency' }, item: TableItem): string {
  const own = cell.currencyKey === undefined ? undefined : item[cell.currencyKey]
  return String(own ?? cell.currencyMap?.[item.id] ?? cell.currency)
}

export function DataCell({ column, item }: { column: TableColumn; item: TableItem }) {
  const { locale } = useServices()
  const value = item[column.key]
  if (value === undefined || value === null || value === '') return <span className="sd-none">—</span>
  const { cell } = column
  switch (cell?.type) {
    case 'id':
      return <code className="sd-id">{value}</code>
    case 'date':
      return <span className="sd-date">{formatDate(value, cell.options ?? {}, locale)}</span>
    case 'status':
      return <Badge type={cell.statusMap[value] ?? 'neutral'}>{value}</Badge>
    case 'currency':
      return <span className="sd-amount">{formatAmount(Number(value), currencyOf(cell, item), locale)}</span>
    case 'link':
      return <Link href={String(value)}>{cell.linkMap?.[value] ?? value}</Link>
    default:
      return <>{value}</>
  }
}
