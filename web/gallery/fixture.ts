// The data of one frame of the gallery.

import type { ActionResponse } from '#contract/actions.ts'
import type { PanelsMessage } from '#contract/api.ts'
import type { Person } from '../sidebar/selection/people.ts'
import type { Entries, ActionTarget } from '../ui/drawing.ts'

/** One frame: the people in the conversation and the gateway's answers. */
export type Fixture = {
  title: string
  people?: Person[]
  /** Number of selected conversations, if not one. */
  selected?: number
  messages?: PanelsMessage[]
  /** Status of a gateway error, sent instead of messages. */
  status?: number
  phase?: 'setup' | 'search'
  /** An action that is opened, and the gateway's answer to each request about it. */
  act?: ActionTarget
  answers?: ActionResponse[]
  /** Whether the gateway leaves a run unanswered. */
  unanswered?: boolean
  /** Drafts from before. */
  drafts?: Record<string, Entries>
  /** Selectors of what is pressed, one after the other. */
  presses?: string[]
  /** Whether the second script fails to load. */
  formsFailed?: boolean
}
