// Which screen the state makes, and what every screen shares: the frame, the footer, the keys, the announcements.

import { plainText } from '../ui/inline.tsx'
import { PanelView } from '../ui/panel-view.tsx'
import { type Answer, findBlocks, noAnswer } from './answer.ts'
import { drawBar } from './bar.tsx'
import { drawFooter, isTest } from './footer.tsx'
import { drawNote } from './note.tsx'
import { drawFailed, drawLoading, drawNothing, drawOutside } from './screens.tsx'
import { drawSearch } from './search.tsx'
import { type ScreenName, screenOf } from './screen.ts'
import { drawStrips } from './strips.tsx'
import type { View } from './view.ts'
import { drawWithForms } from './waiting.tsx'

/** What a screen reader is told: what was done, else who is shown. */
function announcement(
  { sidebar, words, drawing }: View,
  { done, panels }: Answer,
  screen: ScreenName,
): string {
  const { notice } = sidebar.state
  if (notice) return words.notices[notice]
  const { header, verdict } = findBlocks(panels)
  return screen === 'panel' && done && header
    ? `${plainText(header.name, drawing)}${verdict ? `: ${verdict.word}` : ''}`
    : ''
}

function drawBody(view: View, screen: ScreenName) {
  const { looked, loads } = view.sidebar.state
  if (screen === 'loading') return drawLoading(view)
  if (screen === 'empty') return drawNothing(view, looked !== undefined)
  if (!looked) return null
  const { answer, failure, retryAtMs } = looked
  if (screen === 'error' && failure) return drawFailed(view, failure, retryAtMs)
  return [
    drawStrips(view, looked),
    !findBlocks(answer.panels).header && <h1 class="ts-hidden">{view.words.find}</h1>,
    answer.panels.map((panel) => (
      <PanelView
        key={`${answer.found?.customer?.customerId ?? ''} ${panel.id}`}
        panel={panel}
        drawing={view.drawing}
        loading={loads[panel.id]}
      />
    )),
  ]
}

function drawScreen(view: View, screen: ScreenName) {
  const { state } = view.sidebar
  const { search, setup, note, pane } = state
  if (screen === 'outside') return drawOutside(view)
  if (screen === 'setup')
    return drawWithForms(view, ({ Setup }) => <Setup key={setup?.why ?? ''} view={view} />)
  if (screen === 'search' && search) return drawSearch(view, search)
  if (screen === 'note' && note) return drawNote(view, note)
  // Below an action the page stays as it is, folds, typing and all.
  const isAction = screen === 'action'
  return [
    <div class="ts-page" hidden={isAction}>
      {drawBar(view)}
      {drawBody(view, isAction ? screenOf({ ...state, pane: undefined }) : screen)}
    </div>,
    isAction &&
      pane &&
      drawWithForms(view, ({ ActionPane }) => <ActionPane key={pane.number} view={view} pane={pane} />),
  ]
}

/** The sidebar. */
export function drawApp(view: View) {
  const { state } = view.sidebar
  const { looked, search, notice } = state
  const screen = screenOf(state)
  const { answer, busy } = looked ?? { answer: noAnswer, busy: false }
  const shown = search ?? { answer, busy }
  const hasFoot = screen !== 'setup' && screen !== 'outside'
  return (
    <main
      class={`ts-sidebar ${hasFoot && isTest(answer) ? 'is-test' : ''}`}
      data-state={screen}
      data-customer={screen === 'panel' ? answer.found?.customer?.customerId : undefined}
      data-busy={busy || (screen === 'setup' && !view.forms.here) || undefined}
      aria-busy={screen === 'loading'}
    >
      {drawScreen(view, screen)}
      {notice && (
        <p class="ts-notice" aria-hidden="true">
          {view.words.notices[notice]}
        </p>
      )}
      {hasFoot && drawFooter(view, shown.answer, shown.busy)}
      <p class="ts-hidden" role="status">
        {announcement(view, answer, screen)}
      </p>
    </main>
  )
}
