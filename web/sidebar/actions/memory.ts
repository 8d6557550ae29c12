// What must outlive the pane of an action: entries that were not sent, and the keys of runs whose result was not shown yet.

import type { FormInput } from '#contract/form.ts'
import type { ActionTarget, Entries } from '../../ui/drawing.ts'

/** One run of an action. Sent again with the same key, it has the same result. */
export type Run = { key: string; input: FormInput; title: string }

export type ActionMemory = ReturnType<typeof createActionMemory>

/** Names an action and its subject, for drafts and runs. */
export const targetKey = ({ action, subject }: ActionTarget): string => JSON.stringify([action, subject])

/** Creates the memory, empty. */
export function createActionMemory() {
  const drafts = new Map<string, Entries>()
  const runs = new Map<string, Run>()
  return {
    drafts,
    runs,
    /** Whether the open action has entries that were not sent. */
    holds: false,
    forget(): void {
      drafts.clear()
      runs.clear()
    },
  }
}
