// The page's frame: top bar, what to try, the inbox window, the log; on a phone one pane at a time.

import { ConversationPane } from './conversation.tsx'
import { DashboardWindow } from './dashboard/dashboard.tsx'
import { Dialogs } from './dialogs/dialogs.tsx'
import { Guide } from './guide.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon.tsx'
import { LogTable } from './log-table.tsx'
import { SidebarPane } from './sidebar-pane.tsx'
import { Threads } from './threads.tsx'
import { TopBar } from './top-bar.tsx'
import { pane, sidebarShown, sidebarWidth } from './world-state.ts'
import type { Pane } from './world-state.ts'

/** `?only=inbox` leaves out the Dashboard, for a small screen or a slow machine. */
const hasDashboard = new URLSearchParams(location.search).get('only') !== 'inbox'

const panes: readonly { id: Pane; label: string; icon: IconName }[] = [
  { id: 'mail', label: 'Inbox', icon: 'inbox' },
  { id: 'side', label: 'Sidebar', icon: 'users' },
  { id: 'dash', label: 'Dashboard', icon: 'receipt' },
  { id: 'log', label: 'Log', icon: 'log' },
]

const shownPanes = panes.filter(({ id }) => hasDashboard || id !== 'dash')

function PaneTabs() {
  return (
    <nav class="phone-tabs" aria-label="Pane">
      {shownPanes.map(({ id, label, icon }) => (
        <label key={id} class={id === 'side' || id === 'log' ? 'is-phone' : ''}>
          <Icon name={icon} />
          <input type="radio" name="pane" checked={pane.value === id} onChange={() => (pane.value = id)} />
          {label}
        </label>
      ))}
    </nav>
  )
}

function InboxWindow() {
  const side = sidebarShown.value ? `${sidebarWidth.value}px` : 'auto'
  return (
    <section class="window inbox" aria-labelledby="inbox-title">
      <header>
        <h2 id="inbox-title">Inbox</h2>
        <span class="sim">simulated</span>
        <span class="crumb">the sidebar is the real one</span>
      </header>
      <div class="inbox-grid" style={{ '--side': side }}>
        <Threads />
        <ConversationPane />
        <SidebarPane />
      </div>
    </section>
  )
}

/** Everything on the page. */
export function App() {
  return (
    <div class="app" data-pane={pane.value}>
      <a class="skip" href="#stage">
        Skip to the inbox
      </a>
      <TopBar />
      <Guide />
      <main id="stage" tabIndex={-1}>
        <div class="windows">
          <InboxWindow />
          {hasDashboard && <DashboardWindow />}
        </div>
        <LogTable />
      </main>
      <PaneTabs />
      <Dialogs />
    </div>
  )
}
