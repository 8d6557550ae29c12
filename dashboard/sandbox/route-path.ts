// Path patterns of the SDK's routes: `/a`, `/:id`, `/:id?`, `/*`, `/*?`.

export type RouteParams = Record<string, string | undefined>

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '')

const isRest = (segment: string): boolean => segment === '*' || segment === '*?'

function nameOf(segment: string): { name: string; optional: boolean } {
  const optional = segment.endsWith('?')
  return { name: segment.slice(1, optional ? -1 : undefined), optional }
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** The parameters of a path, or null if it does not match the pattern. */
export function matchPath(pattern: string, path: string): RouteParams | null {
  const given = segmentsOf(path)
  const params: RouteParams = {}
  let at = 0
  for (const segment of segmentsOf(pattern)) {
    if (isRest(segment)) {
      const rest = given.slice(at)
      if (rest.length === 0 && segment === '*') return null
      return { ...params, '*': rest.length === 0 ? undefined : rest.map(decoded).join('/') }
    }
    const value = given[at]
    if (segment.startsWith(':')) {
      const { name, optional } = nameOf(segment)
      if (value === undefined && !optional) return null
      params[name] = value === undefined ? undefined : decoded(value)
    } else if (value !== segment) return null
    at += 1
  }
  return at >= given.length ? params : null
}

/** The segments of a path, with the parameters filled in. Throws if one is missing. */
export function fillPath(pattern: string, params: RouteParams): string[] {
  return segmentsOf(pattern).flatMap((segment) => {
    if (isRest(segment)) {
      const rest = segmentsOf(params['*'] ?? '')
      if (rest.length === 0 && segment === '*') throw new Error(`Parameter "*" of ${pattern} is missing`)
      return rest
    }
    if (!segment.startsWith(':')) return [segment]
    const { name, optional } = nameOf(segment)
    const value = params[name]
    if (value === undefined && !optional) throw new Error(`Parameter "${name}" of ${pattern} is missing`)
    return value === undefined ? [] : [value]
  })
}
