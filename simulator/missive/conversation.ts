// One conversation of the simulated inbox as defined in the sources, and its conversion to what the SDK returns.

import { getEmailAddresses, getPhoneNumbers } from './addresses.ts'
import { sharedInbox, usersFor } from './people.ts'
import type { AddressField, Conversation, Message } from './shapes.ts'

/** A message as defined in the sources; without `to` it goes to the shared inbox. */
type Letter = {
  from: AddressField
  to?: AddressField[]
  cc?: AddressField[]
  bcc?: AddressField[]
  replyTo?: AddressField[]
  minutesAgo: number
  /** Paragraphs. */
  text: string[]
}

/** A conversation as defined in the sources. `hint` says in the list what there is to see. */
export type Story = {
  id: string
  subject: string
  hint: string
  letters: Letter[]
  notes?: { by: string; text: string }[]
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string) => text.replaceAll(/[&<>"]/g, (found) => escapes[found] ?? found)

function messageOf(story: Story, letter: Letter, index: number, nowMs: number): Message {
  return {
    id: `${story.id}-${index + 1}`,
    subject: story.subject,
    preview: (letter.text[0] ?? '').slice(0, 120),
    body: letter.text.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join(''),
    delivered_at: Math.floor(nowMs / 1000) - letter.minutesAgo * 60,
    from_field: letter.from,
    to_fields: letter.to ?? [sharedInbox],
    cc_fields: letter.cc ?? [],
    bcc_fields: letter.bcc ?? [],
    reply_to_fields: letter.replyTo ?? [],
  }
}

/** The conversation at a given time, as one user sees it. */
export function conversationOf(story: Story, viewer: { nowMs: number; userId: string }): Conversation {
  const messages = story.letters.map((letter, index) => messageOf(story, letter, index, viewer.nowMs))
  const bare = { messages }
  return {
    id: story.id,
    subject: story.subject,
    color: null,
    link: `https://mail.missiveapp.com/#inbox/conversations/${story.id}`,
    messages_count: messages.length,
    messages,
    latest_message: messages.at(-1) ?? null,
    authors: messages.map((message) => message.from_field),
    users: usersFor(viewer.userId),
    assignees: [],
    labels: [],
    email_addresses: getEmailAddresses([bare]),
    phone_numbers: getPhoneNumbers([bare]),
  }
}
