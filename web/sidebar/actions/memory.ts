// What must outlive the pane of an action: what was entered and not sent, and the keys of runs whose end nobody has seen.

import type { FormInput } from '#contract/form.ts'
import type { ActionTarget, Entries } from '../../ui/drawing.ts'

/** One try to do something once: sent again with the same key it has the same end. */
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
    /** The open action holds something that was entered and not sent. */
    holds: false,
    forget(): void {
      drafts.clear()
      runs.clear()
    },
  }
}
