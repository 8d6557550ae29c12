// Which rows a table shows and where its pager may go, for the three kinds of paging.

import { useEffect, useState } from 'react'

export type Pagination = {
  pageSize: number
  currentPage?: number
  totalItems?: number
  hasMore?: boolean
  onPageChange?: (page: number) => unknown
}

export type Page<Item> = {
  items: readonly Item[]
  page: number
  /** Text like `1–10 of 42 results`; with a cursor the total is unknown. */
  caption: string | undefined
  hasPrevious: boolean
  hasNext: boolean
}

/** Returns the items of one page; items that already are a page (cursor or server-side paging) are left as they are. */
export function pageOf<Item>(
  items: readonly Item[],
  pagination: Pagination | undefined,
  own: number,
): Page<Item> {
  if (!pagination) return { items, page: 1, caption: undefined, hasPrevious: false, hasNext: false }
  const size = Math.max(1, Math.floor(pagination.pageSize) || 1)
  if (pagination.hasMore !== undefined) {
    const page = pagination.currentPage ?? 1
    return { items, page, caption: undefined, hasPrevious: page > 1, hasNext: pagination.hasMore }
  }
  const served = pagination.currentPage !== undefined && pagination.totalItems !== undefined
  const total = served ? (pagination.totalItems ?? 0) : items.length
  const last = Math.max(1, Math.ceil(total / size))
  const page = Math.min(Math.max(1, pagination.currentPage ?? own), last)
  const from = (page - 1) * size
  const shown = served && items.length <= size ? items : items.slice(from, from + size)
  const caption = total === 0 ? undefined : `${from + 1}–${Math.min(from + size, total)} of ${total} results`
  return { items: shown, page, caption, hasPrevious: page > 1, hasNext: page < last }
}

/** The current page, and a function that goes to another. */
export function usePages<Item>(items: readonly Item[], pagination: Pagination | undefined) {
  const [own, setOwn] = useState(1)
  const count = pagination?.totalItems ?? items.length
  useEffect(() => setOwn(1), [count, pagination?.pageSize])
  const page = pageOf(items, pagination, own)
  const goTo = (next: number) => {
    setOwn(next)
    void pagination?.onPageChange?.(next)
  }
  return { page, goTo }
}
