// Combines a reloaded first page with the pages that were loaded below it.

import type { ConsoleEvent } from '#contract/console.ts'

type Page = { events: readonly ConsoleEvent[]; next: string | undefined }

/** Keeps rows the person scrolled to, without repeating rows that moved into the new page. */
export function mergePage(page: Page, before: Page | undefined): Page {
  const last = page.events.at(-1)
  if (!before || !last || page.next === undefined || before.events.length <= page.events.length) return page
  const isBelow = ({ createdAt, id }: ConsoleEvent) =>
    createdAt < last.createdAt || (createdAt === last.createdAt && id < last.id)
  const below = before.events.filter(isBelow)
  return below.length === 0 ? page : { events: [...page.events, ...below], next: before.next }
}
