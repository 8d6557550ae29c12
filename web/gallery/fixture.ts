// What one frame of the gallery is made of.

import type { ActionResponse } from '#contract/actions.ts'
import type { PanelsMessage } from '#contract/api.ts'
import type { Person } from '../sidebar/selection/people.ts'
import type { Entries, ActionTarget } from '../ui/drawing.ts'

/** One frame: who is in the conversation and what the gateway says. */
export type Fixture = {
  title: string
  people?: Person[]
  /** Other than one conversation. */
  selected?: number
  messages?: PanelsMessage[]
  /** The gateway's refusal instead of messages. */
  status?: number
  phase?: 'setup' | 'search'
  /** An action that is opened, and what the gateway says to each question about it; the last answer stays. */
  act?: ActionTarget
  answers?: ActionResponse[]
  /** To a run it says nothing. */
  unanswered?: boolean
  /** What was entered before. */
  drafts?: Record<string, Entries>
  /** What is pressed, one after the other. */
  presses?: string[]
  /** The second script is not to be had. */
  formsFailed?: boolean
}
