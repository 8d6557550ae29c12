// What the operator's page knows, and what can be done on it. It draws nothing; whoever draws is told that something changed.

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
  /** On the button. */
  verb: string
  run: () => Promise<void>
  problem?: string
  isRunning?: boolean
}

/** What is shown, all of it read in one go. */
export type Shown = {
  events: readonly ConsoleEvent[]
  /** Where the list goes on. */
  next: string | undefined
  endpoints: readonly ConsoleEndpoint[]
  schedules: readonly ConsoleSchedule[]
  overview: ConsoleOverview
  asOfMs: number
}

export type ConsoleState = {
  phase: 'starting' | 'signed_out' | 'open'
  /** Why it is not signed in, or could not. */
  signIn: { isRunning: boolean; problem?: string; hasEnded?: boolean }
  view: View
  shown: Shown | undefined
  /** The list is of another filter than the one that is set now. */
  isNarrowing: boolean
  /** Why what is shown could not be renewed. */
  problem: string | undefined
  isMoreLoading: boolean
  detail: ConsoleEventDetail | undefined
  detailProblem: string | undefined
  question: Question | undefined
  /** Said once, then gone. */
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
/** The plot is the dearest question, and moves slowly. */
const plotMs = 30_000
const noteMs = 4000
/** Few enough to see what stands below the list. */
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
  /** Answers to what was asked before are not shown any more. */
  #asking = 0

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
      const words =
        reason === 'signed_out' ? 'This is not the secret.' : 'Too many wrong secrets: wait a minute.'
      const problem = reason === 'signed_out' || reason === 'waits' ? words : this.#explain(error)
      this.#set({ signIn: { isRunning: false, ...(problem ? { problem } : {}) } })
    }
  }

  async signOut(): Promise<void> {
    await this.#ports.ask('session', 'DELETE').catch(() => undefined)
    this.#leave(false)
  }

  /** Everything that was seen is put away with the session. */
  #leave(hasEnded: boolean): void {
    this.#stopPolling()
    this.#asking += 1
    this.#plottedMs = -Infinity
    this.#set({
      ...nothing,
      phase: 'signed_out',
      signIn: { isRunning: false, ...(hasEnded ? { hasEnded } : {}) },
    })
  }

  /** What to say; `undefined` when the session is over, which is said by the page as a whole. */
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
    this.#asking += 1
    const mine = this.#asking
    const { view, isNarrowing } = this.state
    try {
      const [read, detail] = await Promise.all([
        this.#readShown(view.filter),
        view.open === undefined ? undefined : this.#readDetail(view.open),
      ])
      if (mine !== this.#asking) return
      const before = isNarrowing ? undefined : this.state.shown
      this.#set({ shown: { ...read, ...mergePage(read, before) }, isNarrowing: false, problem: undefined })
      if (detail) this.#showDetail(detail)
    } catch (error) {
      if (mine !== this.#asking) return
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
      if (this.state.view.open === id) this.#set({ detailProblem: 'There is no such event, or no longer.' })
      return undefined
    })
  }

  /** What was asked for in full stays in full while it is open. */
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

  /** At once, and from then on by itself. */
  async #renew(): Promise<void> {
    await this.#load()
    if (this.state.phase === 'open') this.#poll()
  }

  /** With the plot. */
  async refresh(): Promise<void> {
    this.#plottedMs = -Infinity
    await this.#renew()
  }

  /** The page is looked at again. */
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

  /** Back and forward. */
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

  /** What goes wrong is said where the question stands. */
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
    return this.#change(`events/${encodeURIComponent(id)}/replay${only}`, 'It is in the queue.')
  }
  retry = (id: string) => this.#change(`deliveries/${encodeURIComponent(id)}/retry`, 'It is sent again.')
  enable = (id: string) => this.#change(`endpoints/${encodeURIComponent(id)}/enable`, `${id} is enabled.`)

  async unmask(id: string): Promise<void> {
    const path = `events/${encodeURIComponent(id)}/unmasked`
    this.#showDetail(await this.#ports.ask<ConsoleEventDetail>(path, 'POST'))
  }

  async copy(text: string, what: string): Promise<void> {
    await this.#ports.copy(text).then(
      () => this.#say(`Copied ${what}.`),
      () => this.#say('The browser does not let this page copy.'),
    )
  }
}
