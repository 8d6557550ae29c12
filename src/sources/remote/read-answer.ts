// Judges what a remote service answered to a call: an answer of the protocol, or why there is none.

import { z } from 'zod'
import { remoteAnswersSchema, type RemoteAnswerOf, type RemoteCall } from '#contract/remote.ts'
import type { SourceFault } from '#definitions/source-error.ts'
import type { OutsideResponse } from '#outside/fetch-outside.ts'

export type RemoteReading<C extends RemoteCall> =
  | { ok: true; answer: RemoteAnswerOf<C> }
  | {
      ok: false
      fault: SourceFault
      status?: number
      /** `Retry-After`, as it was sent. */
      retryAfter?: string
      /** `body: not JSON`, `blocks.0.text: invalid_type`: never the service's words. */
      places: readonly string[]
    }

/** Responses whose `Retry-After` counts: the service asks to be called later. */
const hasRetryAfter = [429, 502, 503, 504]
const placesMax = 5

export function readAnswer<C extends RemoteCall>(call: C, response: OutsideResponse): RemoteReading<C> {
  if (!response.ok) {
    const fault = response.code === 'timeout' ? 'timeout' : 'unreachable'
    return { ok: false, fault, places: [response.code] }
  }
  const { status, retryAfter, contentType = '', text, ending } = response
  const no = (fault: SourceFault, ...places: string[]) => ({ ok: false, fault, status, places }) as const
  if (hasRetryAfter.includes(status))
    return { ...no('failed'), ...(retryAfter === undefined ? {} : { retryAfter }) }
  if (status !== 200) return no(faultOfStatus(status))
  // What did not arrive whole may do so at the next attempt; what is too long may not.
  if (ending === 'cut_off') return no('failed', 'body: cut off')
  if (ending === 'too_long') return no('answer_invalid', 'body: too long')
  if (!/^application\/json(?:\s*;|$)/i.test(contentType.trim()))
    return no('answer_invalid', 'content-type: not application/json')
  const parsed = parseJson(text)
  if (!parsed.ok) return no('answer_invalid', 'body: not JSON')
  const checked = remoteAnswersSchema.shape[call].safeParse(parsed.value)
  // The schema of this very call, which TypeScript cannot follow through the index.
  return checked.success
    ? { ok: true, answer: checked.data as RemoteAnswerOf<C> }
    : no('answer_invalid', ...placesOf(checked.error))
}

function faultOfStatus(status: number): SourceFault {
  if (status === 401 || status === 403) return 'refused'
  if (status === 404) return 'not_found'
  return status >= 400 && status < 500 ? 'rejected' : 'failed'
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch {
    return { ok: false }
  }
}

type Issue = z.core.$ZodIssue

/** Path and kind of what is wrong. Of several forms that an answer may have, the one that it comes closest to. */
function placesOf(error: z.ZodError): string[] {
  const walk = (
    issue: Issue,
    before: readonly PropertyKey[],
  ): { path: readonly PropertyKey[]; code: string }[] => {
    const path = [...before, ...issue.path]
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const [nearest = []] = issue.errors.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)
      return nearest.flatMap((one) => walk(one, path))
    }
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...path, key], code: 'not known here' }))
      : [{ path, code: issue.code }]
  }
  const found = error.issues.flatMap((issue) => walk(issue, []))
  return found.slice(0, placesMax).map(({ path, code }) => `${nameOf(path)}: ${code}`)
}

const depthOf = (issues: readonly Issue[]): number => Math.max(0, ...issues.map(({ path }) => path.length))

/** Names that look like data are left out. */
const nameOf = (path: readonly PropertyKey[]): string =>
  path.map((name) => (/^(?:\d{1,6}|[A-Za-z_]\w{0,39})$/.test(String(name)) ? String(name) : '*')).join('.') ||
  'answer'
