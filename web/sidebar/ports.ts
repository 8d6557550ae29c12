// What the sidebar needs from the page and the browser. Each part takes only the ports it uses.

import type { GatewayPorts, Reader } from './gateway.ts'
import type { MissiveHost } from './missive.ts'

export type SidebarPorts = GatewayPorts & {
  missive: MissiveHost
  /** The gateway that served this page. */
  pageUrl: string
  now: () => number
  /** Runs a callback later; returns a function that cancels it. */
  later: (ms: number, run: () => void) => () => void
  /** Sets a performance mark; with `painted`, after the next paint. */
  mark: (name: string, painted?: boolean) => void
  /** The reader's language, number formats and time zone. */
  reader: () => Reader
  /** Called after every change of the state. */
  changed: () => void
  /** Called once a customer that a person chose is drawn. */
  focusHeading: () => void
  /** Remembers the focus and the scroll position; returns a function that restores them. */
  place: () => () => void
  /** Called when a form may be needed soon. */
  foreseeForms: () => void
}
