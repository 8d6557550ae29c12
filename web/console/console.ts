// The state of the operator's page and the operations on it. It draws nothing; it calls `changed` after each change of state.

import type {
  ConsoleEndpoint,
  ConsoleEvent,
  ConsoleEventDetail,
  ConsoleEvents,
  ConsoleOverview,
  ConsoleSchedule,
  ConsoleSession,
  EventFilter,
} from '#contract/console.ts'
import { Failure, type Ask } from './ask.ts'
import { queryOf, readView, writeView, type View } from './filter.ts'
import { mergePage } from './merge-page.ts'

export type Question = {
  title: string
  text: string
  /** Label of the button. */
  verb: string
  run: () => Promise<void>
  problem?: string
  isRunning?: boolean
}

/** The data on screen, all loaded together. */
export type Shown = {
  events: readonly ConsoleEvent[]
  /** Cursor of the next page. */
  next: string | undefined
  endpoints: readonly ConsoleEndpoint[]
  schedules: readonly ConsoleSchedule[]
  overview: ConsoleOverview
  asOfMs: number
}

export type ConsoleState = {
  phase: 'starting' | 'signed_out' | 'open'
  /** Progress of signing in, and why it failed or why the session ended. */
  signIn: { isRunning: boolean; problem?: string; hasEnded?: boolean }
  view: View
  shown: Shown | undefined
  /** The list on screen was loaded for an earlier filter. */
  isNarrowing: boolean
  /** Why the data could not be refreshed. */
  problem: string | undefined
  isMoreLoading: boolean
  detail: ConsoleEventDetail | undefined
  detailProblem: string | undefined
  question: Question | undefined
  /** A short message that disappears after a few seconds. */
  note: string | undefined
}

export type ConsolePorts = {
  ask: Ask
  now: () => number
  later: (ms: number, run: () => void) => () => void
  isHidden: () => boolean
  address: { read: () => string; write: (search: string, isStep: boolean) => void }
  copy: (text: string) => Promise<void>
  changed: () => void
}

const pollMs = 5000
/** The plot is the most expensive query, and changes slowly. */
const plotMs = 30_000
const noteMs = 4000
/** Few enough rows that the cards below the list stay visible. */
const pageRows = 25

const nothing = {
  shown: undefined,
  isNarrowing: false,
  problem: undefined,
  isMoreLoading: false,
  detail: undefined,
  detailProblem: undefined,
  question: undefined,
  note: undefined,
}

export class Console {
  readonly state: ConsoleState
  readonly #ports: ConsolePorts
  #plottedMs = -Infinity
  #stopPolling = () => {}
  #stopNote = () => {}
  /** Number of the latest load; responses to earlier loads are dropped. */
  #loadNumber = 0

  constructor(ports: ConsolePorts) {
    this.#ports = ports
    const view = readView(ports.address.read())
    this.state = { phase: 'starting', signIn: { isRunning: false }, view, ...nothing }
  }

  #set(change: Partial<ConsoleState>): void {
    Object.assign(this.state, change)
    this.#ports.changed()
  }

  async start(): Promise<void> {
    try {
      const { signedIn } = await this.#ports.ask<ConsoleSession>('session')
      this.#set({ phase: signedIn ? 'open' : 'signed_out', problem: undefined })
      if (signedIn) await this.#renew()
    } catch {
      this.#set({ problem: 'The gateway does not answer. This page tries again.' })
      this.#ports.later(pollMs, () => void this.start())
    }
  }

  async signIn(secret: string): Promise<void> {
    this.#set({ signIn: { isRunning: true } })
    try {
      await this.#ports.ask<ConsoleSession>('session', 'POST', { secret })
      this.#set({ phase: 'open', signIn: { isRunning: false } })
      await this.#renew()
    } catch (error) {
      const reason = error instanceof Failure ? error.reason : 'failed'
      const words = reason === 'signed_out' ? 'Wrong secret.' : 'Too many wrong attempts. Wait a minute.'
      const problem = reason === 'signed_out' || reason === 'waits' ? words : this.#explain(error)
      this.#set({ signIn: { isRunning: false, ...(problem ? { problem } : {}) } })
    }
  }

  async signOut(): Promise<void> {
    await this.#ports.ask('session', 'DELETE').catch(() => undefined)
    this.#leave(false)
  }

  /** Ends the session and clears everything that was loaded in it. */
  #leave(hasEnded: boolean): void {
    this.#stopPolling()
    this.#loadNumber += 1
    this.#plottedMs = -Infinity
    this.#set({
      ...nothing,
      phase: 'signed_out',
      signIn: { isRunning: false, ...(hasEnded ? { hasEnded } : {}) },
    })
  }

  /** Returns the message to show; `undefined` when the session has ended, because the sign-in page then says so. */
  #explain(error: unknown): string | undefined {
    const failure = error instanceof Failure ? error : new Failure('failed', 'This page has failed.')
    if (failure.reason === 'signed_out') {
      this.#leave(true)
      return undefined
    }
    const place = failure.requestId === undefined ? '' : ` (${failure.requestId})`
    return failure.reason === 'failed' ? `${failure.message}${place}` : failure.message
  }

  async #load(): Promise<void> {
    this.#loadNumber += 1
    const mine = this.#loadNumber
    const { view, isNarrowing } = this.state
    try {
      const [read, detail] = await Promise.all([
        this.#readShown(view.filter),
        view.open === undefined ? undefined : this.#readDetail(view.open),
      ])
      if (mine !== this.#loadNumber) return
      const before = isNarrowing ? undefined : this.state.shown
      this.#set({ shown: { ...read, ...mergePage(read, before) }, isNarrowing: false, problem: undefined })
      if (detail) this.#showDetail(detail)
    } catch (error) {
      if (mine !== this.#loadNumber) return
      const problem = this.#explain(error)
      if (problem !== undefined) this.#set({ problem })
    }
  }

  async #readShown(filter: EventFilter): Promise<Shown> {
    const { ask, now } = this.#ports
    const query = queryOf(filter)
    query.set('limit', String(pageRows))
    const known = now() - this.#plottedMs < plotMs ? this.state.shown?.overview : undefined
    const [{ events, next }, { endpoints }, { schedules }, overview] = await Promise.all([
      ask<ConsoleEvents>(`events?${query}`),
      ask<{ endpoints: ConsoleEndpoint[] }>('endpoints'),
      ask<{ schedules: ConsoleSchedule[] }>('schedules'),
      known ?? ask<ConsoleOverview>('overview'),
    ])
    if (!known) this.#plottedMs = now()
    return { events, next, endpoints, schedules, overview, asOfMs: now() }
  }

  #readDetail(id: string): Promise<ConsoleEventDetail | undefined> {
    return this.#ports.ask<ConsoleEventDetail>(`events/${encodeURIComponent(id)}`).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.reason !== 'gone') throw error
      if (this.state.view.open === id)
        this.#set({ detailProblem: 'This event does not exist or was deleted.' })
      return undefined
    })
  }

  /** A payload that was unmasked stays unmasked while the event is open. */
  #showDetail(detail: ConsoleEventDetail): void {
    const { detail: before, view } = this.state
    if (detail.event.id !== view.open) return
    const isKept = before?.event.id === detail.event.id && !before.masked && detail.masked
    const kept = isKept ? { masked: false, payload: before.payload } : {}
    this.#set({ detail: { ...detail, ...kept }, detailProblem: undefined })
  }

  #poll(): void {
    this.#stopPolling()
    this.#stopPolling = this.#ports.later(pollMs, () => {
      if (!this.#ports.isHidden() && this.state.phase === 'open') void this.#renew()
    })
  }

  /** Loads now, then keeps polling. */
  async #renew(): Promise<void> {
    await this.#load()
    if (this.state.phase === 'open') this.#poll()
  }

  /** Reloads everything, the plot included. */
  async refresh(): Promise<void> {
    this.#plottedMs = -Infinity
    await this.#renew()
  }

  /** Called when the page becomes visible again. */
  wake(): void {
    if (this.state.phase === 'open' && !this.#ports.isHidden()) void this.#renew()
  }

  #show(view: View): void {
    const { view: before, isNarrowing } = this.state
    const isOther = view.open !== before.open
    const isFiltered = String(queryOf(view.filter)) !== String(queryOf(before.filter))
    this.#set({
      view,
      isNarrowing: isNarrowing || isFiltered,
      ...(isOther ? { detail: undefined, detailProblem: undefined } : {}),
    })
    if (this.state.phase === 'open' && (isFiltered || (isOther && view.open !== undefined)))
      void this.#renew()
  }

  #go(view: View, isStep: boolean): void {
    this.#ports.address.write(writeView(view), isStep)
    this.#show(view)
  }

  /** Follows the browser's Back and Forward. */
  follow(search: string): void {
    this.#show(readView(search))
  }

  narrow(filter: EventFilter): void {
    this.#go({ filter }, false)
  }

  open(id: string): void {
    this.#go({ ...this.state.view, open: id }, true)
  }

  close(): void {
    this.#go({ filter: this.state.view.filter }, true)
  }

  async more(): Promise<void> {
    const { shown, view, isMoreLoading } = this.state
    if (shown?.next === undefined || isMoreLoading) return
    const query = queryOf(view.filter)
    query.set('after', shown.next)
    query.set('limit', String(pageRows))
    this.#set({ isMoreLoading: true })
    try {
      const page = await this.#ports.ask<ConsoleEvents>(`events?${query}`)
      const now = this.state.shown
      if (this.state.view === view && now?.next === shown.next)
        this.#set({ shown: { ...now, events: [...now.events, ...page.events], next: page.next } })
    } catch (error) {
      const problem = this.#explain(error)
      if (problem !== undefined) this.#set({ problem })
    } finally {
      this.#set({ isMoreLoading: false })
    }
  }

  #say(note: string): void {
    this.#stopNote()
    this.#set({ note })
    this.#stopNote = this.#ports.later(noteMs, () => this.#set({ note: undefined }))
  }

  pose(question: Question | undefined): void {
    this.#set({ question })
  }

  /** Runs the confirmed operation; an error is shown in the dialog. */
  async answer(question: Question): Promise<void> {
    this.#set({ question: { ...question, isRunning: true } })
    try {
      await question.run()
      this.#set({ question: undefined })
    } catch (error) {
      const problem = this.#explain(error)
      if (problem !== undefined) this.#set({ question: { ...question, problem } })
    }
  }

  async #change(path: string, done: string): Promise<void> {
    await this.#ports.ask(path, 'POST')
    this.#say(done)
    await this.refresh()
  }

  replay = (id: string, handler?: string) => {
    const only = handler === undefined ? '' : `?handler=${encodeURIComponent(handler)}`
    return this.#change(`events/${encodeURIComponent(id)}/replay${only}`, 'Added to the queue.')
  }
  retry = (id: string) => this.#change(`deliveries/${encodeURIComponent(id)}/retry`, 'Queued for delivery.')
  enable = (id: string) => this.#change(`endpoints/${encodeURIComponent(id)}/enable`, `${id} is enabled.`)

  async unmask(id: string): Promise<void> {
    const path = `events/${encodeURIComponent(id)}/unmasked`
    this.#showDetail(await this.#ports.ask<ConsoleEventDetail>(path, 'POST'))
  }

  async copy(text: string, what: string): Promise<void> {
    await this.#ports.copy(text).then(
      () => this.#say(`Copied ${what}.`),
      () => this.#say('The browser did not allow copying.'),
    )
  }
}
