// Which screen the state makes, and what every screen shares: the frame, the footer, the keys, the announcements.

import { plainText } from '../ui/inline.tsx'
import { PanelView } from '../ui/panel-view.tsx'
import { type Answer, findBlocks, noAnswer } from './answer.ts'
import { drawBar } from './bar.tsx'
import { drawFooter, isTest } from './footer.tsx'
import { drawNote } from './note.tsx'
import { drawFailed, drawLoading, drawNothing, drawOutside } from './screens.tsx'
import { drawSearch } from './search.tsx'
import { Setup } from './setup.tsx'
import { type ScreenName, screenOf } from './screen.ts'
import { drawStrips } from './strips.tsx'
import type { View } from './view.ts'

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
  const { looked } = view.sidebar.state
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
      />
    )),
  ]
}

function drawScreen(view: View, screen: ScreenName) {
  const { search, setup, note } = view.sidebar.state
  if (screen === 'outside') return drawOutside(view)
  if (screen === 'setup') return <Setup key={setup?.why ?? ''} view={view} />
  if (screen === 'search' && search) return drawSearch(view, search)
  if (screen === 'note' && note) return drawNote(view, note)
  return [drawBar(view), drawBody(view, screen)]
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
      data-busy={busy || undefined}
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
