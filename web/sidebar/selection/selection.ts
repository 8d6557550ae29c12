// Follows the selection in Missive: looks up the people in the selected conversation, or the customer chosen instead.
// Anything that arrives late for an earlier selection is dropped.

import type { CustomerRef, Panel } from '#contract/panel.ts'
import type { ActionMemory } from '../actions/memory.ts'
import { callGateway } from '../gateway.ts'
import { createLatestSignal } from '../lookup/latest-signal.ts'
import { type LookupPorts, lookUp, retryAt } from '../lookup/lookup.ts'
import { createPanelLoader } from '../lookup/panel-loader.ts'
import { replacePanels } from '../lookup/response.ts'
import type { SearchBox } from '../lookup/search.ts'
import type { MissiveHost } from '../missive.ts'
import type { SidebarPorts } from '../ports.ts'
import { currentAddress, type Lookup, type LookupRequest, type Selection } from '../state.ts'
import type { Store } from '../store.ts'
import { type People, peopleOf, type Person } from './people.ts'
import { createWarmMemory } from './warm-memory.ts'

type WarmLookup = { selection: Selection & { kind: 'one' }; lookup: Lookup }

type SelectionDeps = {
  store: Store
  search: SearchBox
  /** Whether the open action has entries that were not sent. */
  memory: Pick<ActionMemory, 'holds'>
}

export type SelectionPart = ReturnType<typeof createSelection>

/** Remembers which people the gateway identified as teammates, for later lookups of a single person. */
function withTeam(selection: Selection, { request, response: { found } }: Lookup): Selection {
  return selection.kind === 'one' && request.kind === 'people' && found
    ? {
        ...selection,
        team: found.people.filter((one) => one.skipped === 'team').map((one) => one.address),
      }
    : selection
}

/** Creates the selection, with nothing selected. */
export function createSelection(
  { store, search, memory }: SelectionDeps,
  ports: LookupPorts & Pick<SidebarPorts, 'missive' | 'focusHeading'>,
) {
  const { missive, now, later, mark } = ports
  const { show, notify } = store
  const nextSignal = createLatestSignal()
  const warm = createWarmMemory<WarmLookup>(40, 10 * 60_000, now)
  const loader = createPanelLoader(store, ports, (panels) => {
    replace(panels)
    if (panels.length === 0) notify('notLoaded')
  })
  let selected: string[] = []
  let users: ReturnType<MissiveHost['users']> | undefined
  let failures = 0
  let cancelRetry: () => void = () => undefined

  /** Cancels everything in progress and returns the signal for what begins now. */
  function begin(): AbortSignal {
    cancelRetry()
    failures = 0
    loader.end()
    return nextSignal()
  }

  function clear(selection: Selection, lookup?: Lookup): void {
    const dropped = store.state.pane && memory.holds
    show({
      search: undefined,
      note: undefined,
      pane: undefined,
      pin: undefined,
      notice: undefined,
      selection,
      lookup,
    })
    if (dropped) notify('nothingSent')
  }

  async function readPeople(id: string): Promise<People | undefined> {
    users ??= missive.users()
    return Promise.race([
      Promise.all([missive.correspondence(id), users]).then(
        ([correspondence, all]) => peopleOf(correspondence, all),
        () => undefined,
      ),
      new Promise<undefined>((done) => later(10_000, () => done(undefined))),
    ])
  }

  /** The teammate who uses this sidebar. */
  const readMe = async () => (await users?.catch(() => []))?.find((user) => user.me)

  /** Handles a new selection: the earlier customer disappears immediately. */
  async function select(ids: string[]): Promise<void> {
    selected = ids
    const signal = begin()
    search.end()
    mark('tillside:switch')
    const [id] = ids
    if (ids.length !== 1 || id === undefined) return clear({ kind: 'many', count: ids.length })
    const isReady = store.state.phase === 'ready'
    const seen = isReady ? warm.get(id) : undefined
    clear(seen?.selection ?? { kind: 'one', id }, seen && { ...seen.lookup, busy: true })
    if (seen) mark('tillside:switched', true)
    if (!isReady) return
    const people = await readPeople(id)
    if (signal.aborted) return
    if (!people) return show({ selection: { kind: 'one', id, failed: true }, lookup: undefined })
    const isSame = seen && JSON.stringify(seen.selection.people) === JSON.stringify(people)
    if (!isSame) show({ selection: { kind: 'one', id, people }, lookup: undefined })
    if (isSame) await look(seen.lookup.request, {}, signal)
    else if (people.people.length > 0) await look({ kind: 'people', people: people.people }, {}, signal)
  }

  /** Makes a lookup and draws the response; cancels what is in progress unless given its signal. */
  async function look(
    request: LookupRequest,
    { fresh = false, focus = false } = {},
    signal = begin(),
  ): Promise<void> {
    const { settings, lookup: before, selection } = store.state
    if (!settings) return
    cancelRetry()
    const options = { settings, conversationId: selection.id, fresh, before }
    let focused = !focus
    const end = await lookUp(signal, request, options, ports, (lookup) => {
      show({ lookup, selection: withTeam(store.state.selection, lookup) })
      if (!focused && lookup.response.panels.length > 0) {
        focused = true
        ports.focusHeading()
      }
    })
    if (end) finish(end, signal)
  }

  function finish(lookup: Lookup, signal: AbortSignal): void {
    const { selection, settings } = store.state
    const { failure, request } = lookup
    if (failure?.reason === 'unauthorized') {
      warm.clear()
      return show({ phase: 'setup', setup: { start: settings, why: 'refused' }, lookup: undefined })
    }
    // A customer found by search does not reappear beside this conversation automatically; it can be pinned.
    if (!failure && request.kind === 'people' && selection.kind === 'one' && selection.people)
      warm.set(selection.id, { selection, lookup })
    const retryAtMs = retryAt(lookup, failure ? failures++ : 0, now())
    show({ lookup: { ...lookup, retryAtMs } })
    if (retryAtMs)
      cancelRetry = later(retryAtMs - now(), () => signal.aborted || void look(request, {}, signal))
  }

  function replace(panels: Panel[]): void {
    const { lookup } = store.state
    if (lookup) show({ lookup: { ...lookup, response: replacePanels(lookup.response, panels) } })
  }

  /** Pins the customer to the conversation, or unpins it, for the whole team. */
  async function pin(customer: CustomerRef, pinned: boolean, again = true): Promise<void> {
    const { settings, selection } = store.state
    const { id, people } = selection
    if (!settings || !id) return
    show({ pin: { customerId: customer.customerId, pinned } })
    const by = (await readMe())?.first_name
    const init = pinned
      ? { method: 'PUT', body: JSON.stringify({ customer, by: by?.slice(0, 80) }) }
      : { method: 'DELETE' }
    const done = await callGateway(settings, `api/pins/${encodeURIComponent(id)}`, init, ports).catch(
      () => undefined,
    )
    if (store.state.selection.id !== id) return
    if (!done) show({ pin: undefined })
    notify(done ? (pinned ? 'pinnedNow' : 'unpinnedNow') : 'notPinned')
    if (done && again && people?.people.length) void look({ kind: 'people', people: people.people })
  }

  return {
    select,
    look,
    pin,
    readMe,
    /** Loads the selected conversation again. */
    again: () => select(selected),
    /** Looks up again, bypassing every cache if a person asked for it. */
    refresh: (fresh = true): void => {
      const { lookup, search: open, selection } = store.state
      if (open) search.type(open.text)
      else if (lookup) void look(lookup.request, { fresh })
      else if (selection.id) void select(selected)
    },
    /** Shows another person of the conversation. */
    showPerson: (person: Person) => void look({ kind: 'person', person }),
    /** Shows a customer chosen from a chooser or a search result. */
    choose: (customer: CustomerRef): void => {
      const { search: open, remember, selection } = store.state
      const of = open ? undefined : currentAddress(store.state)
      show({ search: undefined, pane: undefined })
      if (!open && remember && selection.id) void pin(customer, true, false)
      void look({ kind: 'customer', customer, of }, { focus: true })
    },
    load: loader.load,
    /** Draws the panels that an action returned, and looks up the rest again. */
    renew: (panels: Panel[] = []): void => {
      replace(panels)
      const { lookup } = store.state
      if (lookup) void look(lookup.request, { fresh: true })
    },
    /** Cancels everything in progress. */
    end: () => void begin(),
    /** Forgets earlier lookups. */
    forget: () => warm.clear(),
    /** Forgets who uses this sidebar. */
    signOut: (): void => {
      begin()
      search.end()
      warm.clear()
      users = undefined
      clear(store.state.selection)
    },
  }
}
