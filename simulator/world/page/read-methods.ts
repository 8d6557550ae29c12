// The methods by which the sidebar reads from the inbox, and its store.

import { usersFor } from '../../missive/people.ts'
import type { Conversation, Label } from '../../missive/shapes.ts'
import { readMode, settingsKey, tick } from './actions.ts'
import { idsOf, recordOf, textOf } from './arguments.ts'
import { conversations, deeds, doingsOf, isForgotten, stores, tasks, userId } from './world-state.ts'

const labels: readonly Label[] = [
  { id: 'label-billing', name: 'Billing', color: '#2f7de1' },
  { id: 'label-return', name: 'Return', color: '#b46c00' },
]

function withDoings(conversation: Conversation): Conversation {
  const { assignees, labels: given } = doingsOf(conversation.id)
  return {
    ...conversation,
    assignees: usersFor(userId.value).filter(({ id }) => assignees.includes(id)),
    labels: labels.filter(({ id }) => given.includes(id)),
  }
}

/** Applies the field list of `fetchConversations`; ids are always included. */
function pick(conversation: Conversation, fields: string[]): Partial<Conversation> {
  if (fields.length === 0) return conversation
  return Object.fromEntries(
    Object.entries(conversation).filter(([key]) => key === 'id' || fields.includes(key)),
  )
}

const organization = () => ({
  id: 'org-kelpie',
  name: 'Kelpie Coffee',
  teams: [{ id: 'team-support', name: 'Support', users: usersFor(userId.value) }],
})

function storeSet(key: unknown, value: unknown): void {
  stores.set(userId.value, textOf(key), value)
  deeds.value = [...deeds.value, { method: 'storeSet', args: [key] }]
  if (textOf(key) === settingsKey && 'kind' in recordOf(value) && isForgotten.value) tick('setup')
  readMode()
}

/** Methods that change nothing the person sees. */
export const readMethods = {
  fetchConversations: (ids: unknown, fields: unknown) =>
    conversations.value
      .filter(({ id }) => idsOf(ids).includes(id))
      .map((conversation) => pick(withDoings(conversation), idsOf(fields))),
  fetchMessages: (ids: unknown) =>
    conversations.value.flatMap(({ messages }) => messages).filter(({ id }) => idsOf(ids).includes(id)),
  fetchUsers: () => usersFor(userId.value),
  fetchLabels: () => labels,
  fetchTasks: () => tasks.value,
  fetchOrganizations: () => [organization()],
  storeGet: (key: unknown) => stores.get(userId.value, textOf(key)),
  storeSet,
}
