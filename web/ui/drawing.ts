// What every block needs besides its data: the words, the viewer's locale and clock, and the host that acts.

import type { ComponentChildren } from 'preact'
import type { FormInput } from '#contract/form.ts'
import type { Action, BlockOf, CustomerRef } from '#contract/panel.ts'
import type { Subject } from '#contract/subject.ts'
import type { PanelWords } from './panel-words.ts'

/** An action of the configuration on one subject, with where its form begins. */
export type ActionTarget = { action: string; subject: Subject; input?: FormInput | undefined }

/** What controls hold while a person fills them in: texts as typed, ticks, values of the ticked. */
export type Entry = string | boolean | string[]
export type Entries = Readonly<Record<string, Entry>>

/** The surface around the panels: does what a person asks for. */
export interface Host {
  /** Performs an action of a panel; `from` is the panel's id. */
  run(action: Action, from?: string): void
  /** Checks what was changed in place, and asks before it is done. */
  act(target: ActionTarget, check: boolean): void
  /** What was entered and not sent, by target: outlives a look at somebody else. */
  readonly drafts: Map<string, Entries>
  /** A `ref` for whatever leads to a form: the script that draws forms is fetched while nobody waits for it. */
  foresee: (element: Element | null) => void
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
  /** Draws settings changed in place, once its script is here. */
  drawForm?: ((block: BlockOf<'form'>, drawing: Drawing) => ComponentChildren) | undefined
  /** The panel being drawn. */
  panelId?: string
  panelTitle?: string | undefined
  /** Being loaded for this panel. */
  loading?: Action | undefined
  /** A search text to mark where it occurs. */
  mark?: string
  /** What the host knows better than the panel: the pin just set or removed. */
  pinned?: boolean | undefined
}
