// Which screen the state makes, and what every screen shares: the frame, the footer, the keys, the announcements.

import { PanelView } from '../ui/panel-view.tsx'
import { type Answer, findBlocks, noAnswer } from './answer.ts'
import { Bar } from './bar.tsx'
import type { TestPorts } from './connection-test.ts'
import { Footer, isTest } from './footer.tsx'
import { plainText } from '../ui/inline.tsx'
import { NoteScreen } from './note.tsx'
import { Failed, Loading, NothingHere } from './screens.tsx'
import { SearchScreen } from './search.tsx'
import { SetupLater } from './setup-later.tsx'
import { type ScreenName, screenOf } from './screen.ts'
import { Strips } from './strips.tsx'
import type { View } from './view.ts'

function Announcement({ view, answer, screen }: { view: View; answer: Answer; screen: ScreenName }) {
  const { header, verdict } = findBlocks(answer.panels)
  const { notice } = view.sidebar.state
  const said =
    screen === 'panel' && answer.done && header
      ? `${plainText(header.name, view.drawing)}${verdict ? `: ${verdict.word}` : ''}`
      : ''
  return (
    <p class="ts-hidden" role="status">
      {notice ? view.words.notices[notice] : said}
    </p>
  )
}

function Body({ view, screen }: { view: View; screen: ScreenName }) {
  const { state } = view.sidebar
  const { looked } = state
  if (screen === 'loading') return <Loading view={view} />
  if (screen === 'empty') return <NothingHere view={view} team={looked !== undefined} />
  if (!looked) return null
  if (screen === 'error' && looked.failure)
    return <Failed view={view} failure={looked.failure} retryAtMs={looked.retryAtMs} />
  const { header } = findBlocks(looked.answer.panels)
  return (
    <>
      <Strips view={view} looked={looked} />
      {!header && <h1 class="ts-hidden">{view.words.find}</h1>}
      {looked.answer.panels.map((panel) => (
        <PanelView
          key={`${looked.answer.found?.customer?.customerId ?? ''} ${panel.id}`}
          panel={panel}
          drawing={view.drawing}
        />
      ))}
    </>
  )
}

/** The sidebar. */
export function App({ view, testPorts }: { view: View; testPorts: TestPorts }) {
  const { state } = view.sidebar
  const { looked, search, note, notice } = state
  const screen = screenOf(state)
  const answer = looked?.answer ?? noAnswer
  const busy = looked?.busy ?? false
  return (
    <main
      class={`ts-sidebar${screen !== 'setup' && isTest(answer) ? ' is-test' : ''}`}
      data-state={screen}
      data-customer={screen === 'panel' ? answer.found?.customer?.customerId : undefined}
      data-busy={busy ? '' : undefined}
      aria-busy={screen === 'loading' ? 'true' : undefined}
    >
      {screen === 'setup' ? (
        <SetupLater key={state.setup?.why ?? ''} view={view} ports={testPorts} />
      ) : (
        <>
          {screen === 'search' && search ? (
            <SearchScreen view={view} search={search} />
          ) : screen === 'note' && note ? (
            <NoteScreen view={view} note={note} />
          ) : (
            <>
              <Bar view={view} />
              <Body view={view} screen={screen} />
            </>
          )}
          {notice && (
            <p class="ts-notice" aria-hidden="true">
              {view.words.notices[notice]}
            </p>
          )}
          <Footer view={view} answer={search ? search.answer : answer} busy={search ? search.busy : busy} />
        </>
      )}
      <Announcement view={view} answer={answer} screen={screen} />
    </main>
  )
}
