// What every block needs besides its data: the words, the viewer's locale and clock, and the host that acts.

import type { Action, CustomerRef } from '#contract/panel.ts'
import type { PanelWords } from './panel-words.ts'

/** The surface around the panels: does what a person asks for. */
export interface Host {
  /** Performs an action of a panel. */
  run(action: Action): void
  /** Shows a customer out of a chooser or a search result. */
  choose(customer: CustomerRef): void
  /** Ties the customer to the conversation, or unties it. */
  pin(customer: CustomerRef, pinned: boolean): unknown
  /** Whether a choice in a chooser is to be remembered. */
  show(change: { remember: boolean }): void
}

/** Passed down to every block; made anew once a minute and when a setting changes. */
export type Drawing = {
  words: PanelWords
  /** BCP 47, for Intl. */
  locale: string
  /** IANA name; absent: the viewer's own. */
  timeZone?: string
  nowMs: number
  host: Host
  /** A conversation is open: a customer can be tied to it. */
  canPin: boolean
  /** A choice in a chooser is remembered. */
  remember: boolean
  /** A search text to mark where it occurs. */
  mark?: string
  /** What the host knows better than the panel: the pin just set or removed. */
  pinned?: boolean | undefined
}
