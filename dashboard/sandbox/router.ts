// The router the Dashboard puts into the sandbox as `globalThis.__extRouter`: the SDK's navigation uses it.
// Its interface is types/global.navigation.d.ts of @stripe/ui-extension-sdk.

import { fillPath, matchPath, type RouteParams } from './route-path.ts'

type SearchParams = Record<string, unknown>
type Routes = Record<string, { path: string; render: unknown }>
type Route = { key: string; params?: RouteParams; searchParams?: SearchParams }
type Options = { replace?: boolean; remote?: boolean; searchParams?: SearchParams | undefined }
type Listener = (event: { href: string; options: Options; searchParams: SearchParams | undefined }) => void

/** Called for every navigation that starts in the extension, so that the host can record the address. */
export type OnMove = (move: { href: string; replace: boolean; searchParams: SearchParams }) => void

function checkRoutes(routes: Routes): Routes {
  for (const [key, { path }] of Object.entries(routes)) {
    if (!path.startsWith('/') || path.includes('//'))
      throw new Error(`The path of route "${key}" must start with "/" and have no empty segment: ${path}`)
  }
  return routes
}

export function createRouter(onMove: OnMove) {
  let href: string | undefined
  let searchParams: SearchParams | undefined
  const listeners = new Set<Listener>()
  const createPathSegments = (routes: Routes, route: Route): string[] => {
    const definition = routes[route.key]
    if (!definition) throw new Error(`There is no route "${route.key}"`)
    return fillPath(definition.path, route.params ?? {})
  }
  const setHref = (next: string, options: Options = {}): void => {
    href = next
    searchParams = options.searchParams ?? {}
    for (const listener of listeners) listener({ href, options, searchParams })
    if (!options.remote) onMove({ href, replace: options.replace ?? false, searchParams })
  }
  return {
    getHref: () => href,
    getSearchParams: () => searchParams,
    setHref,
    listenToHref(listener: Listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    setRoute(routes: Routes, route: Route, options: Options = {}): void {
      const segments = createPathSegments(routes, route)
      setHref(`/${segments.map(encodeURIComponent).join('/')}`, {
        ...options,
        searchParams: route.searchParams,
      })
    },
    createPathSegments,
    getMatchedRoute(routes: Routes, at: string) {
      for (const [key, routeDefinition] of Object.entries(routes)) {
        const routeParams = matchPath(routeDefinition.path, at)
        if (routeParams) return { key, routeDefinition, routeParams }
      }
      return null
    },
    /** The Dashboard keeps a table of routes for its own address bar; here the href itself is the address. */
    registerRoutes(_routes: Routes): void {},
    validateRoutes: checkRoutes,
  }
}
