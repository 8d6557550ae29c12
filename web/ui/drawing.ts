// What every block needs besides its data: the words, the viewer's locale and clock, and the host that runs actions.

import type { ComponentChildren } from 'preact'
import type { FormInput } from '#contract/form.ts'
import type { Action, BlockOf, CustomerRef } from '#contract/panel.ts'
import type { Subject } from '#contract/subject.ts'
import type { PanelWords } from './panel-words.ts'

/** An action of the configuration on one subject, with the initial values of its form. */
export type ActionTarget = { action: string; subject: Subject; input?: FormInput | undefined }

/** What a control contains while a person fills it in: text as typed, whether it is ticked, or the ticked values. */
export type Entry = string | boolean | string[]
export type Entries = Readonly<Record<string, Entry>>

/** The surface around the panels, which carries out what a person does. */
export interface Host {
  /** Performs an action of a panel; `from` is the panel's id. */
  run(action: Action, from?: string): void
  /** Opens an action; with `check`, it checks settings edited in place and asks for confirmation. */
  act(target: ActionTarget, check: boolean): void
  /** Entries that were not sent, by target; they survive a switch to another customer. */
  readonly drafts: Map<string, Entries>
  /** A `ref` for controls that lead to a form: loads the script that draws forms ahead of time. */
  foresee: (element: Element | null) => void
  /** Shows a customer chosen from a chooser or a search result. */
  choose(customer: CustomerRef): void
  /** Pins the customer to the conversation, or unpins it. */
  pin(customer: CustomerRef, pinned: boolean): unknown
  /** Sets whether a choice in a chooser is remembered. */
  show(change: { remember: boolean }): void
}

/** Passed down to every block; recreated once a minute and when a setting changes. */
export type Drawing = {
  words: PanelWords
  /** BCP 47, for Intl. */
  locale: string
  /** IANA name; absent: the viewer's own. */
  timeZone?: string
  nowMs: number
  host: Host
  /** Whether a conversation is open, so that a customer can be pinned to it. */
  canPin: boolean
  /** Whether a choice in a chooser is remembered. */
  remember: boolean
  /** Draws settings edited in place; set once its script is loaded. */
  drawForm?: ((block: BlockOf<'form'>, drawing: Drawing) => ComponentChildren) | undefined
  /** The panel being drawn. */
  panelId?: string
  panelTitle?: string | undefined
  /** The load in progress for this panel. */
  loading?: Action | undefined
  /** A search text to mark where it occurs. */
  mark?: string
  /** Overrides the panel's own state after a pin was just set or removed. */
  pinned?: boolean | undefined
}
