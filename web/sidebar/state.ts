// Everything the sidebar shows follows from this value; it is replaced, never changed in place.

import type { CustomerRef } from '#contract/panel.ts'
import type { Errand } from '../ui/drawing.ts'
import type { Answer } from './answer.ts'
import type { Load } from './loading.ts'
import type { People, Person } from './people.ts'
import type { Connection, Settings } from './settings.ts'
import type { Failure } from './stream.ts'

/** Who is asked about: the people of the conversation, one of them, a customer somebody chose, or whoever a text finds. */
export type Ask =
  | { kind: 'people'; people: Person[] }
  | { kind: 'person'; person: Person }
  | {
      kind: 'customer'
      customer: CustomerRef
      /** The address whose chooser it was chosen in. */ of?: string | undefined
    }
  | { kind: 'search'; text: string }

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
export type Search = Looked & {
  /** As typed. */ text: string
}

export type State = {
  phase: 'starting' | 'outside' | 'setup' | 'ready'
  settings?: Settings | undefined
  /** What the form starts with, and why it is shown. */
  setup?: { start?: Connection | undefined; why?: 'older' | 'refused' | undefined } | undefined
  selection: Selection
  looked?: Looked | undefined
  search?: Search | undefined
  /** A comment or task being written. */
  note?: { kind: 'comment' | 'task'; text: string } | undefined
  /** An action being done. `check`: from settings changed in place, so the form is filled in already. */
  pane?:
    | {
        errand: Errand
        check: boolean
        /** To where the person was, once the pane is gone. */ back: () => void
        number: number
      }
    | undefined
  /** Panels on their way with other parameters, by id. */
  loads: Record<string, Load>
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
    | 'nothingSent'
    | 'notLoaded'
    | undefined
}

/** Before anything is known. */
export const firstState: State = {
  phase: 'starting',
  selection: { kind: 'many', count: 0 },
  remember: true,
  loads: {},
}

/** The address the panels are about. */
export function currentAddress({ looked, selection }: State): string | undefined {
  const first = selection.kind === 'one' ? selection.people?.people[0]?.address : undefined
  if (!looked) return first
  const { answer, ask } = looked
  return (
    answer.found?.current ??
    (ask.kind === 'people'
      ? first
      : ask.kind === 'person'
        ? ask.person.address
        : ask.kind === 'customer'
          ? ask.of
          : undefined)
  )
}
