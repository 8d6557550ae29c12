// The state of the preview page and all operations on it. Components draw it, `window.preview` drives it.

import type { View } from '../app/manifest.ts'
import { connectDashboard } from '../host/connect.ts'
import { readRoute } from '../host/read-route.ts'
import type { AppEvent, DashboardFacts, EnvironmentName, PickedObject } from '../facts.ts'
import type {
  DashboardConnection,
  HostEvent,
  OAuthContext,
  ObjectContext,
  RouteDescriptor,
  ServicePlace,
} from '../host-api.ts'
import { kindsOf, viewForObject } from './viewports.ts'

/** An event of one mount of the extension, with its time. */
export type LoggedEvent = HostEvent & { at: number; mount: number }

export type PreviewState = {
  facts: DashboardFacts
  place: ServicePlace
  view: View
  objectContext: ObjectContext | undefined
  oauthContext: OAuthContext | undefined
  queryParams: Record<string, unknown> | undefined
  href: string | undefined
  /** Each new number is a new mount of the extension; `show` returns the number. */
  mount: number
  /** Counts the requests to reload the data around the extension. */
  refreshes: number
  theme: 'light' | 'dark'
  narrow: boolean
  log: readonly LoggedEvent[]
  problems: readonly string[]
  note: string
}

const logMax = 500

export type Preview = ReturnType<typeof createPreview>

const firstView = (views: readonly View[]): View => {
  const [first] = views
  if (!first) throw new Error('The manifest has no views.')
  return first
}

const findView = (views: readonly View[], wanted: string): View | undefined =>
  views.find(({ viewport, component }) =>
    [viewport, component, viewport.replace(/^stripe\.dashboard\./, '')].includes(wanted),
  )

/** The view that the page's address names. */
function stateFromAddress(facts: DashboardFacts): Partial<PreviewState> {
  const query = new URLSearchParams(location.search)
  const view = findView(facts.manifest.ui_extension.views, query.get('view') ?? '')
  return view ? { view } : {}
}

function firstState(facts: DashboardFacts): PreviewState {
  return {
    facts,
    place: {
      viewer: facts.viewers[0]?.key ?? '',
      environment: facts.environments.includes('test') ? 'test' : (facts.environments[0] ?? 'test'),
    },
    view: firstView(facts.manifest.ui_extension.views),
    objectContext: undefined,
    oauthContext: undefined,
    queryParams: undefined,
    href: undefined,
    mount: 0,
    refreshes: 0,
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    narrow: false,
    log: [],
    problems: facts.problems,
    note: '',
    ...stateFromAddress(facts),
  }
}

type ChangesOf = Partial<PreviewState>

function createPreview(connection: DashboardConnection) {
  let state = firstState(connection.facts)
  const listeners = new Set<() => void>()
  const set = (change: ChangesOf): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const remount = (change: ChangesOf = {}): number => {
    set({ ...change, mount: state.mount + 1 })
    return state.mount
  }
  const objects = new Map<string, Promise<PickedObject[]>>()
  const listObjects = (kind: string): Promise<PickedObject[]> => {
    const { environment } = state.place
    const key = `${environment} ${kind}`
    const listed = objects.get(key) ?? connection.objects({ environment, kind })
    objects.set(key, listed)
    return listed
  }
  /** The first object of the view's kind, for a view that needs one. */
  const objectFor = async (view: View): Promise<ObjectContext | undefined> => {
    const kinds = kindsOf(view.viewport)
    for (const kind of kinds) {
      const [first] = await listObjects(kind).catch(() => [])
      if (first) return { id: first.id, object: first.object }
    }
    return undefined
  }
  const log = (event: HostEvent, mount: number): void =>
    set({ log: [...state.log.slice(-logMax + 1), { ...event, at: Date.now(), mount }] })

  const show = async (view: View, change: ChangesOf = {}): Promise<number> => {
    const given = change.objectContext
    const fits = state.objectContext && kindsOf(view.viewport).includes(state.objectContext.object)
    const objectContext = given ?? (fits ? state.objectContext : await objectFor(view))
    return remount({
      oauthContext: undefined,
      queryParams: undefined,
      href: undefined,
      note: '',
      ...change,
      view,
      objectContext,
    })
  }
  const navigate = (to: RouteDescriptor | string): void => {
    const { views } = state.facts.manifest.ui_extension
    const { object, href, queryParams, words } = readRoute(to)
    if (href !== undefined) {
      const full = findView(views, 'fullpage')
      if (full) return void show(full, { href, queryParams })
    }
    if (object)
      return void show(viewForObject(views, object.object, state.view), {
        objectContext: object,
        queryParams,
      })
    set({ note: `The Dashboard would now open ${words}.` })
  }
  return {
    connection,
    get: () => state,
    set,
    listen: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    findView: (wanted: string) => findView(state.facts.manifest.ui_extension.views, wanted),
    listObjects,
    show,
    navigate,
    log,
    /** The same view on another object: the extension stays mounted, as in the Dashboard. */
    pick: (objectContext: ObjectContext | undefined) => set({ objectContext }),
    setViewer: (viewer: string) => remount({ place: { ...state.place, viewer } }),
    async setEnvironment(environment: EnvironmentName) {
      set({ place: { ...state.place, environment }, objectContext: undefined })
      return show(state.view)
    },
    remount,
    /** A new bundle: the extension restarts in the same view. */
    async built({ problems }: AppEvent): Promise<void> {
      if (problems.length > 0) return set({ problems })
      const facts = await connection.refresh()
      const { views } = facts.manifest.ui_extension
      const view = findView(views, state.view.viewport) ?? firstView(views)
      remount({ facts, view, problems: [] })
    },
  }
}

/** Reads what another service returned, and the place where the person left. */
async function returned(connection: DashboardConnection): Promise<ChangesOf & { viewport?: string }> {
  const query = new URLSearchParams(location.search)
  if (!query.has('signed_in')) return {}
  // The code works only once, so it is removed from the address.
  history.replaceState(null, '', location.pathname)
  const [code, state, error] = ['code', 'state', 'error'].map((name) => query.get(name) ?? undefined)
  const left = state === undefined ? undefined : await connection.oauthReturn(state)
  const { viewport, viewer, environment } = left?.place ?? {}
  const back = viewer === undefined ? {} : { place: { viewer, environment } as ServicePlace }
  return {
    ...back,
    oauthContext: { code, state, error, verifier: left?.verifier },
    viewport: typeof viewport === 'string' ? viewport : '',
  }
}

/** Connects and shows the first view. */
export async function openPreview(): Promise<Preview> {
  const connection = await connectDashboard('')
  const preview = createPreview(connection)
  const { viewport, ...change } = await returned(connection)
  if (change.place) preview.set({ place: change.place })
  // Without a known place to return to, a sign-in ends in the drawer, as in the Dashboard.
  const there =
    preview.findView(viewport ?? '') ?? (change.oauthContext && preview.findView('drawer.default'))
  await preview.show(there ?? preview.get().view, change)
  if (connection.facts.watching) connection.onBuild((event) => void preview.built(event))
  return preview
}
