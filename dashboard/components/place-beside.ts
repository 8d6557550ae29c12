// Positions a layer beside the element it belongs to.

export type Side = 'bottom' | 'top' | 'left' | 'right'
export type Align = 'start' | 'center' | 'end'
type Rect = { left: number; top: number; width: number; height: number }
type Place = { left: number; top: number }

const distance = 4
const edge = 8

function along(start: number, length: number, own: number, align: Align): number {
  if (align === 'start') return start
  return align === 'end' ? start + length - own : start + (length - own) / 2
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high))

/** Puts a layer on the wanted side if there is room, else on the opposite side, always inside the window. */
export function placeBeside(
  anchor: Rect,
  own: { width: number; height: number },
  room: { width: number; height: number },
  wish: { side: Side; align: Align },
): Place {
  const upright = wish.side === 'top' || wish.side === 'bottom'
  const before = upright ? anchor.top - own.height - distance : anchor.left - own.width - distance
  const after = upright ? anchor.top + anchor.height + distance : anchor.left + anchor.width + distance
  const size = upright ? own.height : own.width
  const limit = (upright ? room.height : room.width) - edge
  const wishesAfter = wish.side === 'bottom' || wish.side === 'right'
  const fitsAfter = after + size <= limit
  const fitsBefore = before >= edge
  const main = (wishesAfter ? fitsAfter || !fitsBefore : !fitsBefore) ? after : before
  const cross = upright
    ? along(anchor.left, anchor.width, own.width, wish.align)
    : along(anchor.top, anchor.height, own.height, wish.align)
  const left = clamp(upright ? cross : main, edge, Math.max(edge, room.width - own.width - edge))
  const top = clamp(upright ? main : cross, edge, Math.max(edge, room.height - own.height - edge))
  return { left, top }
}
