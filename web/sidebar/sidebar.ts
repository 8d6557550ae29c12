// The sidebar without its drawing: selection in, state out. Whatever arrives late for an earlier selection is dropped.

import type { Action, CustomerRef, Panel } from '#contract/panel.ts'
import type { Errand, Host } from '../ui/drawing.ts'
import { Acting } from './acting.ts'
import { replacePanels } from './answer.ts'
import { createLoading } from './loading.ts'
import { lookUp, type LookupPorts, retryAt } from './lookup.ts'
import type { MissiveHost } from './missive.ts'
import { type People, peopleOf, type Person } from './people.ts'
import { createSearching } from './searching.ts'
import { replyText } from './reply-html.ts'
import { createTurns, type Turn } from './selection.ts'
import {
  type Connection,
  olderSettingsKey,
  parseSettings,
  readOlderSettings,
  type Settings,
  settingsKey,
} from './settings.ts'
import { type Ask, currentAddress, firstState, type Looked, type Selection, type State } from './state.ts'
import { ask as askGateway } from './stream.ts'
import { createWarmMemory } from './warm-memory.ts'

/** What the sidebar needs of the page. */
export type SidebarPorts = LookupPorts & {
  missive: MissiveHost
  /** The gateway that served this page. */
  pageUrl: string
  /** Called after every change of `state`. */
  changed: () => void
  /** Called once a customer somebody chose is drawn. */
  focusHeading: () => void
  /** Remembers the focus and how far one had read; returns the way back. */
  place: () => () => void
  /** A form may soon be wanted. */
  foreseeForms: () => void
}

type Warm = { selection: Selection & { kind: 'one' }; looked: Looked }
const warmMs = 10 * 60_000

/** Remembers whom the gateway takes for a teammate, for when one of the others is looked at alone. */
function withTeam(selection: Selection, { ask, answer: { found } }: Looked): Selection {
  if (selection.kind !== 'one' || ask.kind !== 'people' || !found) return selection
  return {
    ...selection,
    team: found.people.filter((one) => one.skipped === 'team').map((one) => one.address),
  }
}

/** The state and everything that changes it. */
export class Sidebar implements Host {
  state: State = firstState
  readonly #ports: SidebarPorts
  readonly #turns = createTurns()
  readonly #searching: ReturnType<typeof createSearching>
  readonly #loading: ReturnType<typeof createLoading>
  readonly #warm: ReturnType<typeof createWarmMemory<Warm>>
  #ids: string[] = []
  #panes = 0
  #users: ReturnType<MissiveHost['users']> | undefined
  #cancelRetry: () => void = () => undefined
  #cancelNotice: () => void = () => undefined
  #failures = 0
  readonly acting: Acting

  constructor(ports: SidebarPorts) {
    this.#ports = ports
    this.#searching = createSearching(ports, (search) => this.show({ search }))
    this.acting = new Acting(
      ports,
      () => this.state.settings,
      () => this.#me(),
    )
    this.#loading = createLoading(ports, (loads, end) => this.#loaded(loads, end))
    this.#warm = createWarmMemory<Warm>({ max: 40, ageMs: warmMs, now: ports.now })
  }

  /** Changes what is shown. */
  show(change: Partial<State>): void {
    this.state = { ...this.state, ...change }
    this.#ports.changed()
  }

  /** Says something briefly. */
  #notify(notice: State['notice']) {
    this.show({ notice })
    this.#cancelNotice()
    this.#cancelNotice = this.#ports.later(3_200, () => this.show({ notice: undefined }))
  }

  get #conversationId(): string | undefined {
    return this.state.selection.kind === 'one' ? this.state.selection.id : undefined
  }

  /** Reads the settings, then follows Missive's selection: registered once, for good. */
  async start(): Promise<void> {
    const { missive, pageUrl } = this.#ports
    const settings = parseSettings(await missive.load(settingsKey).catch(() => undefined))
    if (settings) this.show({ phase: 'ready', settings })
    else {
      const start = readOlderSettings(await missive.load(olderSettingsKey).catch(() => undefined), pageUrl)
      this.show({ phase: 'setup', setup: start ? { start, why: 'older' } : {} })
    }
    missive.onSelection((ids) => void this.select(ids))
  }

  /** Another selection: the customer before is gone at once. */
  async select(ids: string[]): Promise<void> {
    this.#ids = ids
    const turn = this.#nextTurn()
    this.#searching.end()
    this.#ports.mark('tillside:switch')
    const id = ids[0]
    if (ids.length !== 1 || id === undefined) return this.#clear({ kind: 'many', count: ids.length })
    const warm = this.state.phase === 'ready' ? this.#warm.get(id) : undefined
    this.#clear(warm?.selection ?? { kind: 'one', id }, warm && { ...warm.looked, busy: true })
    if (warm) this.#ports.mark('tillside:switched', true)
    if (this.state.phase !== 'ready') return
    const people = await this.#peopleOf(id)
    if (!turn.isCurrent()) return
    if (!people) return this.show({ selection: { kind: 'one', id, failed: true }, looked: undefined })
    const same = warm && JSON.stringify(warm.selection.people) === JSON.stringify(people)
    if (!same) this.show({ selection: { kind: 'one', id, people }, looked: undefined })
    if (same) await this.look(warm.looked.ask, {}, turn)
    else if (people.people.length > 0) await this.look({ kind: 'people', people: people.people }, {}, turn)
  }

  #clear(selection: Selection, looked?: Looked) {
    const nothing = { search: undefined, note: undefined, pane: undefined, pin: undefined, notice: undefined }
    const dropped = this.state.pane && this.acting.holds
    this.show({ ...nothing, selection, looked })
    if (dropped) this.#notify('nothingSent')
  }

  #nextTurn(): Turn {
    this.#cancelRetry()
    this.#failures = 0
    this.#loading.end()
    // Not told: who is on the screen now may be gone with the next line.
    this.state = { ...this.state, loads: {} }
    return this.#turns.next()
  }

  async #peopleOf(id: string): Promise<People | undefined> {
    const { missive, later } = this.#ports
    this.#users ??= missive.users()
    const late = new Promise<undefined>((done) => later(10_000, () => done(undefined)))
    const read = Promise.all([missive.correspondence(id), this.#users]).then(
      ([correspondence, users]) => peopleOf(correspondence, users),
      () => undefined,
    )
    return Promise.race([read, late])
  }

  /** Asks and draws; by default within a turn of its own. */
  async look(ask: Ask, { fresh = false, focus = false } = {}, turn = this.#nextTurn()): Promise<void> {
    const { settings, looked: before } = this.state
    if (!settings) return
    this.#cancelRetry()
    const options = { settings, conversationId: this.#conversationId, fresh, before }
    let focused = !focus
    const end = await lookUp(turn, ask, options, this.#ports, (looked) => {
      this.show({ looked, selection: withTeam(this.state.selection, looked) })
      if (!focused && looked.answer.panels.length > 0) {
        focused = true
        this.#ports.focusHeading()
      }
    })
    if (end) this.#finish(end, turn)
  }

  #finish(looked: Looked, turn: Turn) {
    const { selection } = this.state
    if (looked.failure?.reason === 'unauthorized') {
      this.#warm.clear()
      return this.show({
        phase: 'setup',
        setup: { start: this.state.settings, why: 'refused' },
        looked: undefined,
      })
    }
    // What somebody searched for is theirs to pin; by itself it does not come back beside this conversation.
    if (!looked.failure && looked.ask.kind === 'people' && selection.kind === 'one' && selection.people)
      this.#warm.set(selection.id, { selection, looked })
    const { now, later } = this.#ports
    const retryAtMs = retryAt(looked, looked.failure ? this.#failures++ : 0, now())
    this.show({ looked: { ...looked, retryAtMs } })
    if (retryAtMs)
      this.#cancelRetry = later(
        retryAtMs - now(),
        () => turn.isCurrent() && void this.look(looked.ask, {}, turn),
      )
  }

  /** Asks again, past every cache when a person wants it. */
  refresh(fresh = true): void {
    const { looked, search, selection } = this.state
    if (search) this.search(search.text)
    else if (looked) void this.look(looked.ask, { fresh })
    else if (selection.kind === 'one') void this.select(this.#ids)
  }

  /** Another tab of the people bar. */
  showPerson(person: Person): void {
    void this.look({ kind: 'person', person })
  }

  /** A customer out of a chooser or a search result. */
  choose(customer: CustomerRef): void {
    const { search, remember } = this.state
    const of = search ? undefined : currentAddress(this.state)
    this.show({ search: undefined, pane: undefined })
    if (!search && remember && this.#conversationId) void this.pin(customer, true, false)
    void this.look({ kind: 'customer', customer, of }, { focus: true })
  }

  /** Ties the customer to the conversation, or unties it, for everybody. */
  async pin(customer: CustomerRef, pinned: boolean, again = true): Promise<void> {
    const { settings, selection } = this.state
    if (!settings || selection.kind !== 'one') return
    this.show({ pin: { customerId: customer.customerId, pinned } })
    const by = (await this.#me())?.first_name
    const init = pinned
      ? { method: 'PUT', body: JSON.stringify({ customer, by: by?.slice(0, 80) }) }
      : { method: 'DELETE' }
    const path = `api/pins/${encodeURIComponent(selection.id)}`
    const done = await askGateway(settings, path, init, this.#ports).catch(() => undefined)
    if (this.#conversationId !== selection.id) return
    if (!done) {
      this.show({ pin: undefined })
      return this.#notify('notPinned')
    }
    this.#notify(pinned ? 'pinnedNow' : 'unpinnedNow')
    const people = selection.people?.people ?? []
    if (again && people.length > 0) void this.look({ kind: 'people', people })
  }

  async #me() {
    return (await this.#users?.catch(() => []))?.find((user) => user.me)
  }

  readonly foresee = (element: Element | null): void => {
    if (element) this.#ports.foreseeForms()
  }

  get drafts(): Acting['drafts'] {
    return this.acting.drafts
  }

  /** Opens an action; `check`: with what was changed in place. */
  act(errand: Errand, check: boolean): void {
    const back = this.state.pane?.back ?? this.#ports.place()
    this.show({ pane: { errand, check, back, number: (this.#panes += 1) } })
  }

  /** Something was done: draws what came of it, and asks for the rest. */
  acted(panels: Panel[] = []): void {
    const { looked } = this.state
    if (!looked) return
    this.show({ looked: { ...looked, answer: replacePanels(looked.answer, panels) } })
    void this.look(looked.ask, { fresh: true })
  }

  #loaded(loads: State['loads'], end?: { panel: Panel | undefined }) {
    const { looked } = this.state
    this.show({ loads })
    if (!end) return
    if (!end.panel) this.#notify('notLoaded')
    else if (looked) this.show({ looked: { ...looked, answer: replacePanels(looked.answer, [end.panel]) } })
  }

  closeSearch(): void {
    this.#searching.end()
    this.show({ search: undefined })
  }

  /** Opens the search, or takes its text as typed; the gateway is asked when typing pauses. */
  search(text = '', pauseMs?: number): void {
    const { settings, search: before } = this.state
    if (settings) this.#searching.type(text, settings, before, pauseMs)
  }

  /** What a panel's button or link asks for. */
  run(action: Action, from = ''): void {
    switch (action.kind) {
      case 'open':
        return this.#ports.missive.open(action.href)
      case 'copy':
        return void this.#copy(action.text)
      case 'insert':
        return this.#insert(action.text, action.href)
      case 'comment':
      case 'task':
        return this.show({ note: action, pane: undefined })
      case 'show':
        return this.choose(action.customer)
      case 'search':
        this.show({ pane: undefined })
        return this.search(action.text)
      case 'refresh':
        return this.refresh()
      case 'run':
        return this.act(action, false)
      case 'load':
        return void this.#loading.load(action, from, this.state.settings)
    }
  }

  async #copy(text: string, done: State['notice'] = 'copied'): Promise<void> {
    this.#notify((await this.#ports.missive.copy(text)) ? done : 'notCopied')
  }

  #insert(text: string, href?: string) {
    if (this.#ports.missive.insert(text, href)) this.#notify('inserted')
    else void this.#copy(replyText(text, href), 'notInserted')
  }

  /** Posts the comment or makes the task. */
  async sendNote(text: string): Promise<void> {
    const { note } = this.state
    if (!note || !text.trim()) return
    const done = await this.#ports.missive[note.kind](text)
    if (done) this.show({ note: undefined })
    this.#notify(done ? note.kind : 'notDone')
  }

  /** Opens the connection form with what is in use. */
  openSetup(): void {
    this.#turns.next()
    this.show({ phase: 'setup', setup: { start: this.state.settings }, looked: undefined, search: undefined })
  }

  /** Back from the form without a change. */
  closeSetup(): void {
    this.show({ phase: 'ready', setup: undefined })
    void this.select(this.#ids)
  }

  /** Keeps a tested connection, or another mode or language, and starts over. */
  async save(change: Connection | Pick<Settings, 'mode' | 'locale'>): Promise<void> {
    // Read back as it will be read, so that nothing unusable is kept.
    const settings = parseSettings({ ...this.state.settings, ...change, version: 1 })
    if (!settings) return
    this.#warm.clear()
    this.show({ phase: 'ready', settings, setup: undefined })
    await this.#ports.missive.save(settingsKey, settings)
    await this.select(this.#ids)
  }

  /** Forgets everything, here and in Missive's store. */
  async signOut(): Promise<void> {
    this.#turns.next()
    this.#searching.end()
    this.#cancelRetry()
    this.#warm.clear()
    this.#users = undefined
    this.acting.forget()
    this.#clear(this.state.selection)
    this.show({ phase: 'setup', settings: undefined, setup: {} })
    const { missive } = this.#ports
    // Overwritten, because the store has no documented way to delete.
    await Promise.all([missive.save(settingsKey, null), missive.save(olderSettingsKey, null)])
  }
}
