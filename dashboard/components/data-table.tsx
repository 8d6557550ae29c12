// DataTable: rows from plain data, with paging, selection, row press and row actions.

import { useState, type MouseEvent, type ReactNode } from 'react'
import { Button, Link } from './button.tsx'
import { DataCell, isAmount, type TableColumn, type TableItem } from './data-cell.tsx'
import { HeadCell, useColumns } from './data-columns.tsx'
import { usePages, type Page, type Pagination } from './data-pages.ts'
import { Icon } from './icon.tsx'
import { Menu, MenuGroup, MenuItem } from './menu.tsx'
import { follow, Pressable, type Href } from './pressable.tsx'
import { useServices } from './services.ts'
import { Skeleton } from './spinner.tsx'

export type RowAction = {
  id: string
  label: string
  type?: 'default' | 'destructive'
  href?: Href
  onPress?: (item: TableItem) => unknown
}
export type RowActionGroup = { id: string; label: string; actions: RowAction[] }
export type EmptyMessage = string | { message: string; action: { label: string; href: string } }

export type DataTableProps = {
  columns?: TableColumn[]
  items?: TableItem[]
  batchable?: { onBatchChange: (selected: Record<string, TableItem>) => unknown }
  emptyMessage?: EmptyMessage
  enableColumnReorder?: boolean
  enableColumnResize?: boolean
  loading?: boolean
  onColumnOrderChange?: (order: TableColumn[]) => unknown
  onRowClick?: (item: TableItem) => unknown
  pagination?: Pagination
  rowActions?: (RowAction | RowActionGroup)[]
}

export function DataTable(props: DataTableProps) {
  const { items = [], loading = false, pagination, rowActions = [], enableColumnReorder = false } = props
  const { columns, move } = useColumns(props.columns ?? [], props.onColumnOrderChange)
  const { page, goTo } = usePages(items, pagination)
  const batch = useBatch(items, page.items, props.batchable?.onBatchChange)
  const place = (key: string) => columns.findIndex((column) => column.key === key)
  return (
    <div className="sd-data-table" aria-busy={loading || undefined}>
      <div className="sd-table-frame" tabIndex={0} role="group" aria-label="Table">
        <table className="sd-table">
          <thead>
            <tr>
              {props.batchable && <th className="sd-narrow">{batch.all}</th>}
              {columns.map((column, at) => (
                <HeadCell
                  key={column.key}
                  {...{ column, at, move, place }}
                  movable={enableColumnReorder}
                  resizable={props.enableColumnResize ?? false}
                />
              ))}
              {rowActions.length > 0 && (
                <th className="sd-narrow">
                  <span className="sd-unseen">Actions</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {!loading &&
              page.items.map((item) => (
                <Row
                  key={item.id}
                  {...{ item, columns, rowActions, onRowClick: props.onRowClick }}
                  check={props.batchable && batch.one(item)}
                />
              ))}
          </tbody>
        </table>
      </div>
      {loading && <Skeleton lines={5} />}
      {!loading && items.length === 0 && <Empty message={props.emptyMessage ?? 'No results'} />}
      {pagination && !loading && <Pager page={page} goTo={goTo} />}
    </div>
  )
}

/** The rows a person has ticked. */
function useBatch(
  items: readonly TableItem[],
  shown: readonly TableItem[],
  notify?: (selected: Record<string, TableItem>) => unknown,
) {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const set = (ids: ReadonlySet<string>) => {
    setTicked(ids)
    void notify?.(Object.fromEntries(items.filter(({ id }) => ids.has(id)).map((item) => [item.id, item])))
  }
  const allTicked = shown.length > 0 && shown.every(({ id }) => ticked.has(id))
  const toggle = (ids: string[], on: boolean) => {
    const next = new Set(ticked)
    for (const id of ids)
      if (on) next.add(id)
      else next.delete(id)
    set(next)
  }
  return {
    all: (
      <Tick
        label="Select all rows"
        on={allTicked}
        onChange={(on) =>
          toggle(
            shown.map(({ id }) => id),
            on,
          )
        }
      />
    ),
    one: (item: TableItem) => (
      <Tick
        label={`Select row ${item.id}`}
        on={ticked.has(item.id)}
        onChange={(on) => toggle([item.id], on)}
      />
    ),
  }
}

const Tick = ({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) => (
  <input
    type="checkbox"
    className="sd-checkbox"
    aria-label={label}
    checked={on}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
)

type RowProps = {
  item: TableItem
  columns: readonly TableColumn[]
  rowActions: (RowAction | RowActionGroup)[]
  onRowClick: ((item: TableItem) => unknown) | undefined
  check: ReactNode
}

/** A pressable row: the mouse can press it anywhere, the keyboard reaches it through its first cell. */
function Row({ item, columns, rowActions, onRowClick, check }: RowProps) {
  const press = (event: MouseEvent) => {
    const own = event.target instanceof Element && event.target.closest('a,button,input,[role=menu]')
    if (!own) void onRowClick?.(item)
  }
  return (
    <tr className={onRowClick ? 'sd-pressable-row' : undefined} onClick={onRowClick && press}>
      {check && <td className="sd-narrow">{check}</td>}
      {columns.map((column, at) => (
        <td
          key={column.key}
          className={`${isAmount(column) ? 'sd-right' : ''}${column.pinned ? ' sd-pinned' : ''}`}
        >
          {onRowClick && at === 0 && column.cell?.type !== 'link' ? (
            <button type="button" className="sd-row-link" onClick={() => void onRowClick(item)}>
              <DataCell {...{ column, item }} />
            </button>
          ) : (
            <DataCell {...{ column, item }} />
          )}
        </td>
      ))}
      {rowActions.length > 0 && (
        <td className="sd-narrow">
          <RowMenu item={item} actions={rowActions} />
        </td>
      )}
    </tr>
  )
}

function RowMenu({ item, actions }: { item: TableItem; actions: (RowAction | RowActionGroup)[] }) {
  const services = useServices()
  const entry = ({ id, label, type, href, onPress }: RowAction) => (
    <MenuItem
      key={id}
      id={id}
      destructive={type === 'destructive'}
      onAction={() => {
        void onPress?.(item)
        follow(href, services)
      }}
    >
      {label}
    </MenuItem>
  )
  const trigger = (
    <Pressable className="sd-icon-button" label={`Actions for ${item.id}`}>
      <Icon name="more" size="medium" />
    </Pressable>
  )
  return (
    <Menu trigger={trigger}>
      {actions.map((action) =>
        'actions' in action ? (
          <MenuGroup key={action.id} title={action.label}>
            {action.actions.map(entry)}
          </MenuGroup>
        ) : (
          entry(action)
        ),
      )}
    </Menu>
  )
}

/** Shown in place of rows. */
export const Empty = ({ message }: { message: EmptyMessage }) => (
  <div className="sd-empty">
    <div>{typeof message === 'string' ? message : message.message}</div>
    {typeof message !== 'string' && <Link href={message.action.href}>{message.action.label}</Link>}
  </div>
)

function Pager({ page, goTo }: { page: Page<TableItem>; goTo: (page: number) => void }) {
  return (
    <div className="sd-pager">
      <span className="sd-pager-words" role="status">
        {page.caption}
      </span>
      <Button size="small" disabled={!page.hasPrevious} onPress={() => goTo(page.page - 1)}>
        Previous
      </Button>
      <Button size="small" disabled={!page.hasNext} onPress={() => goTo(page.page + 1)}>
        Next
      </Button>
    </div>
  )
}
