// Parses the target that Stripe is asked for. Strict on purpose: what is accepted here is sent as it is, so that no parser on
// the way can read another path into it. https://www.rfc-editor.org/rfc/rfc3986#section-3.3

import { findFormFault, type FormFault } from './form.ts'

/** Before the path that Stripe is asked for. */
export const lanePrefix = '/stripe'

const pathCharsMax = 512
const segmentsMax = 10
const queryCharsMax = 8192

/** A target whose path is only `/` and `[A-Za-z0-9_-]`, and whose query is printable ASCII. `text` is exactly what is sent. */
export type Target = { text: string; path: string; query: string; segments: readonly string[] }

export type TargetFault = 'path' | 'path_too_long' | 'query' | 'query_too_long' | FormFault

const range = (from: string, to: string) =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, i) => from.charCodeAt(0) + i)
const table = (codes: number[]) => {
  const marks = new Uint8Array(128)
  for (const code of codes) marks[code] = 1
  return marks
}
const segmentChar = table([
  ...range('a', 'z'),
  ...range('A', 'Z'),
  ...range('0', '9'),
  ...range('_', '_'),
  ...range('-', '-'),
])
// Without `"<>\` and `#`: URL parsers rewrite or cut at these, and what is checked must be what is sent.
const queryChar = table(range('!', '~').filter((code) => !'"<>\\#'.includes(String.fromCharCode(code))))
const slash = 0x2f

function isCleanPath(path: string): boolean {
  if (path.charCodeAt(0) !== slash) return false
  let previous = 0
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i)
    if (code === slash) {
      if (previous === slash) return false
    } else if (segmentChar[code] !== 1) {
      return false
    }
    previous = code
  }
  return previous !== slash
}

function isCleanQuery(query: string): boolean {
  for (let i = 0; i < query.length; i++) if (queryChar[query.charCodeAt(i)] !== 1) return false
  return true
}

/** Judges what stands after the lane's prefix, such as `/v1/customers?limit=1`. Nothing is decoded, nothing is changed. */
export function parseTarget(text: string): { ok: true; target: Target } | { ok: false; fault: TargetFault } {
  const mark = text.indexOf('?')
  const path = mark === -1 ? text : text.slice(0, mark)
  const query = mark === -1 ? '' : text.slice(mark + 1)
  if (path.length > pathCharsMax) return { ok: false, fault: 'path_too_long' }
  if (!isCleanPath(path)) return { ok: false, fault: 'path' }
  const segments = path.split('/')
  segments.shift()
  if (segments.length > segmentsMax) return { ok: false, fault: 'path_too_long' }
  if (query.length > queryCharsMax) return { ok: false, fault: 'query_too_long' }
  if (query !== '') {
    if (!isCleanQuery(query)) return { ok: false, fault: 'query' }
    const fault = findFormFault(query)
    if (fault) return { ok: false, fault }
  }
  return { ok: true, target: { text, path, query, segments } }
}
