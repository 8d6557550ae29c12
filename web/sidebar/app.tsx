// Draws the screen for the current state inside what every screen shares: the frame, the footer and the announcements.

import { plainText } from '../ui/inline.tsx'
import { PanelView } from '../ui/panel-view.tsx'
import { type PanelsResponse, findBlocks, noResponse } from './lookup/response.ts'
import { drawBar } from './bar.tsx'
import { drawFooter, isTest } from './footer.tsx'
import type { FormsState } from './load-forms.ts'
import { drawFailed, drawLoading, drawNothing, drawOutside } from './empty.tsx'
import { drawSearch } from './search.tsx'
import { type ScreenName, screenOf } from './screen.ts'
import { drawStrips } from './strips.tsx'
import type { View } from './view.ts'
import { drawWithForms } from './waiting.tsx'

/** The text announced to screen readers: the latest notice, else the customer on screen. */
function announcement(
  { state, words, drawing }: View,
  { done, panels }: PanelsResponse,
  screen: ScreenName,
): string {
  const { notice } = state
  if (notice) return words.notices[notice]
  const { header, verdict } = findBlocks(panels)
  return screen === 'panel' && done && header
    ? `${plainText(header.name, drawing)}${verdict ? `: ${verdict.word}` : ''}`
    : ''
}

function drawBody(view: View, screen: ScreenName) {
  const { lookup, loads } = view.state
  if (screen === 'loading') return drawLoading(view)
  if (screen === 'empty') return drawNothing(view, lookup !== undefined)
  if (!lookup) return null
  const { response, failure, retryAtMs } = lookup
  if (screen === 'error' && failure) return drawFailed(view, failure, retryAtMs)
  return [
    drawStrips(view, lookup),
    !findBlocks(response.panels).header && <h1 class="ts-hidden">{view.words.find}</h1>,
    response.panels.map((panel) => (
      <PanelView
        key={`${response.found?.customer?.customerId ?? ''} ${panel.id}`}
        panel={panel}
        drawing={view.drawing}
        loading={loads[panel.id]}
      />
    )),
  ]
}

function drawScreen(view: View, forms: FormsState, screen: ScreenName) {
  const { state } = view
  const { search, setup, note, pane } = state
  if (screen === 'outside') return drawOutside(view)
  if (screen === 'setup')
    return drawWithForms(view, forms, ({ Setup }) => <Setup key={setup?.why ?? ''} view={view} />)
  if (screen === 'search' && search) return drawSearch(view, search)
  if (screen === 'note' && note) return drawWithForms(view, forms, ({ drawNote }) => drawNote(view, note))
  // The page below an action stays mounted, so that it keeps its open folds and typed text.
  const isAction = screen === 'action'
  return [
    <div class="ts-page" hidden={isAction}>
      {drawBar(view)}
      {drawBody(view, isAction ? screenOf({ ...state, pane: undefined }) : screen)}
    </div>,
    isAction &&
      pane &&
      drawWithForms(view, forms, ({ ActionPane }) => (
        <ActionPane key={pane.number} view={view} pane={pane} />
      )),
  ]
}

/** The sidebar. */
export function drawApp(view: View, forms: FormsState) {
  const { state } = view
  const { lookup, search, notice } = state
  const screen = screenOf(state)
  const { response, busy } = lookup ?? { response: noResponse, busy: false }
  const shown = search ?? { response, busy }
  const hasFoot = screen !== 'setup' && screen !== 'outside'
  return (
    <main
      class={`ts-sidebar ${hasFoot && isTest(response) ? 'is-test' : ''}`}
      data-state={screen}
      data-customer={screen === 'panel' ? response.found?.customer?.customerId : undefined}
      data-busy={busy || (screen === 'setup' && !forms.here) || undefined}
      aria-busy={screen === 'loading'}
    >
      {drawScreen(view, forms, screen)}
      {notice && (
        <p class="ts-notice" aria-hidden="true">
          {view.words.notices[notice]}
        </p>
      )}
      {hasFoot && drawFooter(view, shown.response, shown.busy)}
      <p class="ts-hidden" role="status">
        {announcement(view, response, screen)}
      </p>
    </main>
  )
}
