// The lines of the log at the bottom of the page, and their grouping.

import { z } from 'zod'

/** Times in milliseconds; `atMs` is the start. A later line with the same id replaces it. */
export const logLineSchema = z.object({
  id: z.string(),
  atMs: z.number(),
  /** `app`: a call of the Stripe App to the Dashboard; `service`: a request of the gateway to an in-house service. */
  kind: z.enum(['gateway', 'stripe', 'missive', 'app', 'service']),
  /** "GET", "POST", or what the sidebar did: "comment". */
  verb: z.string(),
  /** Path and query, or the text of what was done. */
  what: z.string(),
  status: z.number().optional(),
  tookMs: z.number().optional(),
  requestId: z.string().optional(),
  note: z.string().optional(),
  /** Replaces the usual words for the kind: "app → gateway". */
  who: z.string().optional(),
  /** A real link, shown but never opened automatically. */
  href: z.string().optional(),
})
export type LogLine = z.infer<typeof logLineSchema>

/** A line with the calls made on its behalf. */
export type LogGroup = { line: LogLine; calls: LogLine[] }

/** Whether the gateway makes such calls on behalf of a request. */
const isCall = (kind: LogLine['kind']) => kind === 'stripe' || kind === 'service'

/** A running request has no end yet. */
const endOf = (line: LogLine) => (line.status === undefined ? Infinity : line.atMs + (line.tookMs ?? 0))

/** Appends a line, or replaces the one with the same id. */
export function withLine(lines: readonly LogLine[], line: LogLine, keptMax: number): LogLine[] {
  const index = lines.findLastIndex(({ id }) => id === line.id)
  return index < 0 ? [...lines.slice(1 - keptMax), line] : lines.with(index, line)
}

/**
 * Groups each call under the gateway request it was made for: the latest one that was open at the time. They are matched by
 * time alone, because requests to Stripe do not name the caller. Newest first.
 */
export function groupLines(lines: readonly LogLine[]): LogGroup[] {
  const groups = lines.filter(({ kind }) => !isCall(kind)).map((line): LogGroup => ({ line, calls: [] }))
  const requests = groups
    .filter(({ line }) => line.kind === 'gateway')
    .sort((a, b) => b.line.atMs - a.line.atMs)
  for (const call of lines.filter(({ kind }) => isCall(kind))) {
    const request = requests.find(({ line }) => line.atMs <= call.atMs + 1 && endOf(call) <= endOf(line) + 1)
    if (request) request.calls.push(call)
    else groups.push({ line: call, calls: [] })
  }
  for (const { calls } of groups) calls.sort((a, b) => a.atMs - b.atMs)
  return groups.sort((a, b) => b.line.atMs - a.line.atMs)
}
