// Everything the sidebar shows follows from this value; it is replaced, never changed in place.

import type { CustomerRef } from '#contract/panel.ts'
import type { Answer } from './answer.ts'
import type { People, Person } from './people.ts'
import type { Connection, Settings } from './settings.ts'
import type { Failure } from './stream.ts'

/** Who is asked about: the people of the conversation, one of them, or a customer somebody chose. */
export type Ask =
  | { kind: 'people'; people: Person[] }
  | { kind: 'person'; person: Person }
  | { kind: 'customer'; customer: CustomerRef }

/** One question and what came of it so far. */
export type Looked = {
  ask: Ask
  answer: Answer
  busy: boolean
  failure?: Failure | undefined
  /** When it is tried again by itself. */ retryAtMs?: number | undefined
}

/** What is selected in Missive. */
export type Selection =
  | { kind: 'many'; count: number }
  | { kind: 'one'; id: string; people?: People; team?: string[]; failed?: boolean }

/** The search box and its results. */
export type Search = { text: string; answer: Answer; busy: boolean; failure?: Failure | undefined }

export type State = {
  phase: 'starting' | 'setup' | 'ready'
  settings?: Settings | undefined
  /** What the form starts with, and why it is shown. */
  setup?: { start?: Connection | undefined; why?: 'older' | 'refused' | undefined } | undefined
  selection: Selection
  looked?: Looked | undefined
  search?: Search | undefined
  /** A comment or task being written. */
  note?: { kind: 'comment' | 'task'; text: string } | undefined
  /** A pin just set or removed, before the gateway's answer says so. */
  pin?: { customerId: string; pinned: boolean } | undefined
  /** Whether a choice in the chooser is remembered. */
  remember: boolean
  /** Said once, briefly. */
  notice?:
    | 'copied'
    | 'notCopied'
    | 'inserted'
    | 'notInserted'
    | 'comment'
    | 'task'
    | 'notDone'
    | 'notPinned'
    | 'pinnedNow'
    | 'unpinnedNow'
    | undefined
}

/** Before anything is known. */
export const firstState: State = { phase: 'starting', selection: { kind: 'many', count: 0 }, remember: true }
