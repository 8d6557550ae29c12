// Templates of allowed requests, such as `GET /orders/:id`, and how values are inserted. A value fills exactly one segment: whatever
// could lead to another path (a slash, a dot segment, either of them encoded again) is refused, not repaired.

export type PathTemplate = {
  method: string
  /** As the author writes it: `/orders/:id`. */
  path: string
  segments: readonly string[]
}

type SegmentValues = Readonly<Record<string, string | number>>

const declaredPattern = /^(GET|POST|PUT|PATCH|DELETE) (\/\S+)$/
const literalPattern = /^[A-Za-z0-9._~-]+$/
const namePattern = /^:[A-Za-z][A-Za-z0-9_]*$/
const dotSegment = /^\.{1,2}$/
const segmentLengthMax = 500

/** Slashes, control characters, and escapes that a service that decodes twice would read as a dot, slash, percent sign or NUL. */
const movesElsewhere = /[/\\\u0000-\u001f\u007f]|%(?:2e|2f|5c|25|00)/i

const isName = (segment: string) => segment.startsWith(':')

/** Returns `undefined` if the text is not a template. */
export function parseTemplate(declared: string): PathTemplate | undefined {
  const [, method, path] = declaredPattern.exec(declared) ?? []
  if (method === undefined || path === undefined) return undefined
  const segments = path.slice(1).split('/')
  const names = segments.filter(isName)
  const isValid = segments.every((segment) =>
    isName(segment) ? namePattern.test(segment) : literalPattern.test(segment) && !dotSegment.test(segment),
  )
  return isValid && new Set(names).size === names.length ? { method, path, segments } : undefined
}

/** Returns the value as one percent-encoded segment, or `undefined` if it cannot be one. */
export function encodeSegment(value: string | number): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined
  const text = String(value)
  if (text === '' || text.length > segmentLengthMax || !text.isWellFormed()) return undefined
  if (dotSegment.test(text) || movesElsewhere.test(text)) return undefined
  return encodeURIComponent(text)
}

/** Returns the path with each name replaced, or `undefined` if a value is missing, unused, or not a valid segment. */
export function fillTemplate({ segments }: PathTemplate, values: SegmentValues = {}): string | undefined {
  const names = segments.filter(isName).map((segment) => segment.slice(1))
  const given = Object.keys(values)
  if (given.length !== names.length || !names.every((name) => given.includes(name))) return undefined
  const filled = segments.map((segment) =>
    isName(segment) ? encodeSegment(values[segment.slice(1)] ?? '') : segment,
  )
  return filled.includes(undefined) ? undefined : `/${filled.join('/')}`
}

function decodeSegment(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw)
  } catch {
    // An incomplete escape sequence.
    return undefined
  }
}

/** Matches a path from outside and returns it encoded anew, or `undefined` if it does not match. */
export function matchTemplate({ segments }: PathTemplate, rawPath: string): string | undefined {
  if (!rawPath.startsWith('/')) return undefined
  const given = rawPath.slice(1).split('/')
  if (given.length !== segments.length) return undefined
  const filled = segments.map((segment, at) => {
    const raw = given[at] ?? ''
    if (!isName(segment)) return raw === segment ? segment : undefined
    const value = decodeSegment(raw)
    return value === undefined ? undefined : encodeSegment(value)
  })
  return filled.includes(undefined) ? undefined : `/${filled.join('/')}`
}
