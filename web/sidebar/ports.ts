// What the sidebar needs of the page and of the browser around it. Each part takes only the ports it uses.

import type { GatewayPorts, Reader } from './gateway.ts'
import type { MissiveHost } from './missive.ts'

export type SidebarPorts = GatewayPorts & {
  missive: MissiveHost
  /** The gateway that served this page. */
  pageUrl: string
  now: () => number
  /** Calls back later; returns how to cancel. */
  later: (ms: number, run: () => void) => () => void
  /** Leaves a performance mark, after the next paint if asked. */
  mark: (name: string, painted?: boolean) => void
  /** The reader's language, number formats and time zone. */
  reader: () => Reader
  /** Called after every change of the state. */
  changed: () => void
  /** Called once a customer somebody chose is drawn. */
  focusHeading: () => void
  /** Remembers the focus and the scroll position; returns a function that restores them. */
  place: () => () => void
  /** A form may be needed soon. */
  foreseeForms: () => void
}
