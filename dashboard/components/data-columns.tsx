// The header row of a data table: columns can be moved and resized by mouse and keyboard.

import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { isAmount, type TableColumn } from './data-cell.tsx'

/** The columns with one of them moved by some places. */
function moveColumn(columns: readonly TableColumn[], key: string, by: number): readonly TableColumn[] {
  const from = columns.findIndex((column) => column.key === key)
  const to = Math.min(Math.max(0, from + by), columns.length - 1)
  const moved = columns[from]
  if (!moved || from === to || moved.pinned || columns[to]?.pinned) return columns
  const rest = columns.filter((column) => column.key !== key)
  return [...rest.slice(0, to), moved, ...rest.slice(to)]
}

/** Pinned columns come first; the order a person chose survives new data. */
export function useColumns(declared: readonly TableColumn[], onChange?: (order: TableColumn[]) => unknown) {
  const [order, setOrder] = useState<readonly string[]>([])
  const keys = declared.map((column) => column.key).join('\u0000')
  useEffect(() => setOrder([]), [keys])
  const place = (column: TableColumn) => {
    const at = order.indexOf(column.key)
    return (column.pinned ? -1000 : 0) + (at < 0 ? declared.indexOf(column) : at)
  }
  const columns = [...declared].sort((one, other) => place(one) - place(other))
  const move = (key: string, by: number) => {
    const moved = moveColumn(columns, key, by)
    if (moved === columns) return
    setOrder(moved.map((column) => column.key))
    void onChange?.([...moved])
  }
  return { columns, move }
}

const widthMin = 48
const widthStep = 16

export type HeadCellProps = {
  column: TableColumn
  at: number
  movable: boolean
  resizable: boolean
  move: (key: string, by: number) => void
  place: (key: string) => number
}

export function HeadCell({ column, at, movable, resizable, move, place }: HeadCellProps) {
  const cell = useRef<HTMLTableCellElement>(null)
  const [width, setWidth] = useState<number>()
  const free = movable && !column.pinned
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!free || !by || !event.shiftKey) return
    event.preventDefault()
    move(column.key, by)
  }
  const words = column.hideHeaderLabel ? <span className="sd-unseen">{column.label}</span> : column.label
  return (
    <th
      ref={cell}
      scope="col"
      className={`${isAmount(column) ? 'sd-right' : ''}${column.pinned ? ' sd-pinned' : ''}`}
      style={{ width, minWidth: width }}
      draggable={free || undefined}
      onDragStart={(event) => event.dataTransfer.setData('text/x-column', column.key)}
      onDragOver={(event) => free && event.preventDefault()}
      onDrop={(event) => {
        const key = event.dataTransfer.getData('text/x-column')
        if (key) move(key, at - place(key))
      }}
    >
      {free ? (
        <button
          type="button"
          className="sd-column-grip"
          aria-label={`${column.label}, move with Shift and arrow keys`}
          onKeyDown={keys}
        >
          {words}
        </button>
      ) : (
        words
      )}
      {resizable && (
        <Resizer
          label={column.label}
          width={width}
          measure={() => cell.current?.offsetWidth ?? 0}
          onWidth={setWidth}
        />
      )}
    </th>
  )
}

type ResizerProps = {
  label: string
  width: number | undefined
  measure: () => number
  onWidth: (width: number) => void
}

function Resizer({ label, width, measure, onWidth }: ResizerProps) {
  const start = useRef<{ x: number; width: number }>()
  const set = (next: number) => onWidth(Math.max(widthMin, Math.round(next)))
  const down = (event: PointerEvent<HTMLSpanElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width: measure() }
  }
  const moveTo = (event: PointerEvent) => {
    if (start.current) set(start.current.width + event.clientX - start.current.x)
  }
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -widthStep, ArrowRight: widthStep }[event.key]
    if (by && !event.shiftKey) set(measure() + by)
  }
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={width ?? 0}
      tabIndex={0}
      className="sd-column-resizer"
      onPointerDown={down}
      onPointerMove={moveTo}
      onPointerUp={() => (start.current = undefined)}
      onKeyDown={keys}
    />
  )
}
