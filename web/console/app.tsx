// Draws the whole page for the current phase: starting, signed out or open.

import { spanOf } from '#words/en/console.ts'
import { drawIcon } from '../ui/icon.tsx'
import type { Console, Question } from './console.ts'
import { drawEventPane } from './event-pane.tsx'
import { drawEventsCard } from './events-card.tsx'
import { Dialog, drawMark } from './parts.tsx'
import { drawEndpointsCard, drawSchedulesCard } from './relay-cards.tsx'
import { drawSignIn } from './sign-in.tsx'

/** Data older than this is marked as stale. */
const staleMs = 15_000

export function drawApp(console: Console, nowMs: number) {
  const { phase, problem } = console.state
  if (phase === 'starting')
    return (
      <main class="alone">
        <p role="status">{problem ?? 'Loading…'}</p>
      </main>
    )
  if (phase === 'signed_out') return drawSignIn(console)
  return drawOpen(console, nowMs)
}

function drawOpen(console: Console, nowMs: number) {
  const { shown, view, question, note } = console.state
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <div class="shell">
        {drawSide(console)}
        <main id="content" tabIndex={-1}>
          <div class="page">
            <div class="bar">
              <h1 data-heading tabIndex={-1}>
                {location.host}
              </h1>
              {drawAge(console, nowMs)}
            </div>
            {shown ? (
              <>
                {drawEventsCard(console, shown, nowMs)}
                {drawEndpointsCard(console, shown.endpoints, nowMs)}
                {drawSchedulesCard(shown.schedules, nowMs)}
              </>
            ) : (
              drawLoading(console)
            )}
          </div>
        </main>
      </div>
      {view.open !== undefined && drawEventPane(console, nowMs)}
      {question && drawQuestion(console, question)}
      <p class={`note ${note ? '' : 'is-empty'}`} role="status">
        {note}
      </p>
    </>
  )
}

const sections = [
  ['events', 'Events', () => drawMark('bolt')],
  ['endpoints', 'Endpoints', () => drawIcon('plug')],
  ['schedules', 'Schedules', () => drawMark('clock')],
] as const

function drawSide(console: Console) {
  return (
    <header class="side">
      <div class="side-in">
        <p class="brand">
          <img src="/icon.svg" alt="" />
          Tillside
        </p>
        <nav aria-label="Sections">
          <ul>
            {sections.map(([id, name, draw]) => (
              <li key={id}>
                <a
                  href={`#${id}`}
                  aria-current={(location.hash || '#events') === `#${id}` ? 'true' : undefined}
                >
                  {draw()}
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="you">
          <b>Operator</b>
          <button class="ts-link" onClick={() => void console.signOut()}>
            {drawMark('leave')}Sign out
          </button>
        </div>
      </div>
    </header>
  )
}

/** Says how old the data on screen is, and why it is not current. */
function drawAge(console: Console, nowMs: number) {
  const { shown, problem } = console.state
  const ageMs = shown ? Math.max(0, nowMs - shown.asOfMs) : 0
  const isStale = problem !== undefined || ageMs > staleMs
  return (
    <div class="age">
      <p class={isStale ? 'ts-warn' : 'ts-muted'} role={problem ? 'alert' : undefined}>
        {isStale && drawIcon('warn', 'warn')} {problem ?? ''}{' '}
        {shown && (isStale ? `Last updated ${spanOf(ageMs)} ago.` : 'Up to date')}
      </p>
      <button class="ts-button" onClick={() => void console.refresh()}>
        {drawIcon('refresh')}Refresh
      </button>
    </div>
  )
}

function drawLoading(console: Console) {
  const { problem } = console.state
  return (
    <section class="card" aria-busy={problem === undefined}>
      <div class="body first">
        {problem === undefined ? (
          <div role="status" aria-label="Loading">
            {[30, 100, 100, 70].map((width, index) => (
              <span class="ts-bone" style={{ width: `${width}%` }} key={index} />
            ))}
          </div>
        ) : (
          <p>Nothing loaded yet. {problem}</p>
        )}
      </div>
    </section>
  )
}

function drawQuestion(console: Console, question: Question) {
  const { title, text, verb, problem, isRunning = false } = question
  return (
    <Dialog class="question" labelledBy="h-question" onLeave={() => console.pose(undefined)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault()
          if (!isRunning) void console.answer(question)
        }}
      >
        <h2 id="h-question">{title}</h2>
        <p>{text}</p>
        {problem && (
          <p class="ts-hint ts-bad" role="alert">
            {drawIcon('bad', 'bad')}
            {problem}
          </p>
        )}
        <div class="ts-buttons">
          <button class="ts-button is-primary" data-confirm aria-disabled={isRunning} autofocus>
            {isRunning ? 'One moment…' : verb}
          </button>
          <button class="ts-button" type="button" onClick={() => console.pose(undefined)}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}
