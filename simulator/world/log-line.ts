// One line of the log at the bottom of the page, and which lines belong under which.

import { z } from 'zod'

/** Times in milliseconds; `atMs` is the start. A later line with the same id takes its place. */
export const logLineSchema = z.object({
  id: z.string(),
  atMs: z.number(),
  /** `app`: what the Stripe App asked of the Dashboard; `service`: what the gateway asked in-house. */
  kind: z.enum(['gateway', 'stripe', 'missive', 'app', 'service']),
  /** "GET", "POST", or what the sidebar did: "comment". */
  verb: z.string(),
  /** Path and query, or the text of what was done. */
  what: z.string(),
  status: z.number().optional(),
  tookMs: z.number().optional(),
  requestId: z.string().optional(),
  note: z.string().optional(),
  /** Instead of the usual words for its kind: "app → gateway". */
  who: z.string().optional(),
  /** A real link, shown and never followed by itself. */
  href: z.string().optional(),
})
export type LogLine = z.infer<typeof logLineSchema>

/** A line with the calls made on its behalf. */
export type LogGroup = { line: LogLine; calls: LogLine[] }

/** Made by the gateway on behalf of a request. */
const isCall = (kind: LogLine['kind']) => kind === 'stripe' || kind === 'service'

/** A request still on its way has no end yet. */
const endOf = (line: LogLine) => (line.status === undefined ? Infinity : line.atMs + (line.tookMs ?? 0))

/** The lines with one more, or with one in another's place. */
export function withLine(lines: readonly LogLine[], line: LogLine, keptMax: number): LogLine[] {
  const index = lines.findLastIndex(({ id }) => id === line.id)
  return index < 0 ? [...lines.slice(1 - keptMax), line] : lines.with(index, line)
}

/**
 * Puts each call to Stripe under the gateway request it was made for: the last one begun that was open at the time.
 * The two are told apart by time alone, because nothing of the caller goes to Stripe. Newest first.
 */
export function groupLines(lines: readonly LogLine[]): LogGroup[] {
  const groups = lines.filter(({ kind }) => !isCall(kind)).map((line): LogGroup => ({ line, calls: [] }))
  const askers = groups
    .filter(({ line }) => line.kind === 'gateway')
    .sort((a, b) => b.line.atMs - a.line.atMs)
  for (const call of lines.filter(({ kind }) => isCall(kind))) {
    const asker = askers.find(({ line }) => line.atMs <= call.atMs + 1 && endOf(call) <= endOf(line) + 1)
    if (asker) asker.calls.push(call)
    else groups.push({ line: call, calls: [] })
  }
  for (const { calls } of groups) calls.sort((a, b) => a.atMs - b.atMs)
  return groups.sort((a, b) => b.line.atMs - a.line.atMs)
}
