// The state from which everything the sidebar shows is derived. It is replaced, never mutated.

import type { Action, CustomerRef } from '#contract/panel.ts'
import type { ActionTarget } from '../ui/drawing.ts'
import type { Failure } from './gateway.ts'
import type { PanelsResponse } from './lookup/response.ts'
import type { People, Person } from './selection/people.ts'
import type { Connection, Settings } from './settings/parse-settings.ts'

/** What to look up: the people in the conversation, one of them, a chosen customer, or a search text. */
export type LookupRequest =
  | { kind: 'people'; people: Person[] }
  | { kind: 'person'; person: Person }
  | {
      kind: 'customer'
      customer: CustomerRef
      /** The address whose chooser the customer was chosen from. */
      of?: string | undefined
    }
  | { kind: 'search'; text: string }

/** A request and the response to it so far. */
export type Lookup = {
  request: LookupRequest
  response: PanelsResponse
  busy: boolean
  failure?: Failure | undefined
  /** When the next automatic retry is due. */
  retryAtMs?: number | undefined
}

/** A request for one panel with other parameters. */
export type Load = Action & { kind: 'load' }

/** What is selected in Missive: one conversation, none or several. */
export type Selection =
  | { kind: 'many'; count: number; id?: undefined; people?: undefined; team?: undefined }
  | { kind: 'one'; id: string; people?: People; team?: string[]; failed?: boolean }

/** The search box and its results. */
export type Search = Lookup & {
  /** As typed. */
  text: string
}

/** An action opened in the pane. */
export type OpenAction = {
  target: ActionTarget
  /** Whether settings edited in place have already filled in its form. */
  check: boolean
  /** Restores focus and scroll position once the pane is gone. */
  back: () => void
  number: number
}

export type State = {
  phase: 'starting' | 'outside' | 'setup' | 'ready'
  settings?: Settings | undefined
  /** What the form starts with, and why it is shown. */
  setup?: { start?: Connection | undefined; why?: 'older' | 'refused' | undefined } | undefined
  selection: Selection
  lookup?: Lookup | undefined
  search?: Search | undefined
  /** A comment or task being written. */
  note?: { kind: 'comment' | 'task'; text: string } | undefined
  pane?: OpenAction | undefined
  /** Panels being loaded with other parameters, by id. */
  loads: Record<string, Load>
  /** A pin just set or removed, before the gateway's response says so. */
  pin?: { customerId: string; pinned: boolean } | undefined
  /** Whether a choice in the chooser is remembered. */
  remember: boolean
  /** A short message, shown for a moment. */
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

/** The initial state. */
export const firstState: State = {
  phase: 'starting',
  selection: { kind: 'many', count: 0 },
  remember: true,
  loads: {},
}

/** The address the panels are about. */
export function currentAddress({ lookup, selection }: State): string | undefined {
  const first = selection.people?.people[0]?.address
  if (!lookup) return first
  const { response, request } = lookup
  return (
    response.found?.current ??
    (request.kind === 'people'
      ? first
      : request.kind === 'person'
        ? request.person.address
        : request.kind === 'customer'
          ? request.of
          : undefined)
  )
}
