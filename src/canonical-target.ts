// Whether a request target can be read in one way only. Anything else is refused before it is routed: where a router, a URL
// parser and a service behind us read a target differently, one of them checks another path than the next one serves.
// https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2

import { isOddText } from '#odd-text.ts'

/** What most targets are: nothing encoded, no dots. */
const plainPath = /^(?:\/[A-Za-z0-9_~-]+)+$/
/** Unreserved characters and delimiters without `;`, which some servers cut at; escapes in capitals, as they are generated. */
const segmentShape = /^(?:[A-Za-z0-9_~!$&'()*+,=:@.-]|%[0-9A-F]{2})+$/
/** Escapes of characters that need none. */
const needless = /%(?:2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/
const control = /[\u0000-\u001f\u007f-\u009f]/
const plainQuery = /^[!$&'()*+,./0-9:;=?@A-Z[\]_a-z~-]*$/
/** Printable ASCII without `#`. Browsers leave some of these unescaped in a query, and nothing is routed by them. */
const queryShape = /^[!"$-~]*$/
/** Pages and not resources: their addresses end in a slash. */
const directories = new Set(['/', '/sidebar/', '/console/'])

/** What a caller is told whose target is refused. */
export const unclearTarget =
  'Write the address in its plain form: no dot segments, no empty ones, only escapes that are needed, in capitals.'

/** `target` as it came: `/path?query`. A target with a host in front of the path is refused too. */
export function isCanonicalTarget(target: string): boolean {
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  return isCanonicalPath(path) && (mark === -1 || isReadableQuery(target.slice(mark + 1)))
}

/** The target in the text of a URL, as it stands there. */
export function targetOf(url: string): string {
  const at = url.indexOf('/', url.indexOf('//') + 2)
  return at === -1 ? '/' : url.slice(at)
}

function isCanonicalPath(path: string): boolean {
  if (plainPath.test(path) || directories.has(path)) return true
  const [start, ...segments] = path.split('/')
  return start === '' && segments.length > 0 && segments.every(isCanonicalSegment)
}

function isCanonicalSegment(segment: string): boolean {
  if (!segmentShape.test(segment) || segment.endsWith('.')) return false
  if (!segment.includes('%')) return true
  if (needless.test(segment)) return false
  const text = decode(segment)
  if (text === undefined || control.test(text) || /[/\\;]/.test(text)) return false
  // Encoded twice: whoever decodes once more would read another path.
  return !/%[0-9A-Fa-f]{2}/.test(text)
}

/** Parameters are read later, each by its own rule; here every escape has to stand for text. */
function isReadableQuery(query: string): boolean {
  if (plainQuery.test(query)) return true
  const text = queryShape.test(query) ? decode(query) : undefined
  return text !== undefined && !isOddText(text)
}

/** `undefined` for a broken escape and for bytes that are no UTF-8. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    // The caller says so.
    return undefined
  }
}
