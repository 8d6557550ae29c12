// The state of the page, as signals. Actions change it (actions.ts); components only read it.

import { computed, signal } from '@preact/signals'
import { conversationOf } from '../../missive/conversation.ts'
import { stories } from '../../missive/conversations.ts'
import { teammates } from '../../missive/people.ts'
import type { Post } from '../../missive/post.ts'
import type { Conversation, Task } from '../../missive/shapes.ts'
import { createStores } from '../../missive/stores.ts'
import type { Facts, Fault } from '../facts.ts'
import { groupLines } from '../log-line.ts'
import type { LogLine } from '../log-line.ts'

type Note = { id: string; by: string; text: string }
/** What happened to a conversation besides its messages. */
export type Doings = {
  notes: Note[]
  sent: { id: string; text: string; atMs: number }[]
  closed: boolean
  archived: boolean
  assignees: string[]
  labels: string[]
}
/** Something the sidebar did in Missive, as tests read it. */
export type Deed = { method: string; args: unknown[] }
export type Toast = { id: number; text: string; href?: string }
export type ThemeName = 'light' | 'dark'
export type Mode = 'live' | 'test'
export type Pane = 'mail' | 'side' | 'dash' | 'log'

/** When the page opened; the times of the stories are relative to it. */
export const openedAtMs = Date.now()

/** Set once the server has responded. */
export const facts = signal<Facts | undefined>(undefined)
export const stores = createStores(localStorage)

export const userId = signal(teammates[0]?.id ?? '')
export const mode = signal<Mode>('live')
export const theme = signal<ThemeName>('light')
export const fault = signal<Fault>('none')

export const selectedIds = signal<readonly string[]>([])
export const searchText = signal('')
const doings = signal<ReadonlyMap<string, Doings>>(new Map())
export const drafts = signal<ReadonlyMap<string, string>>(new Map())
export const tasks = signal<readonly Task[]>([])
/** What programs posted into conversations. */
export const posts = signal<readonly Post[]>([])
export const deeds = signal<readonly Deed[]>([])
export const lines = signal<readonly LogLine[]>([])
export const toasts = signal<readonly Toast[]>([])
export const tried = signal<ReadonlySet<string>>(new Set())

export const sidebarShown = signal(true)
export const sidebarWidth = signal(320)
/** Whether the connection was forgotten on purpose, to set it up by hand. */
export const isForgotten = signal(false)
/** A new number creates a new iframe. */
export const frameNumber = signal(1)
export const pane = signal<Pane>('mail')
export const logFolded = signal(false)

/** The conversations as the user sees them. */
export const conversations = computed<Conversation[]>(() =>
  stories.map((story) => conversationOf(story, { nowMs: openedAtMs, userId: userId.value })),
)

const untouched: Doings = {
  notes: [],
  sent: [],
  closed: false,
  archived: false,
  assignees: [],
  labels: [],
}

/** What happened to one conversation, starting with the notes of its story. */
export function doingsOf(id: string): Doings {
  const known = doings.value.get(id)
  if (known) return known
  const notes = stories.find((story) => story.id === id)?.notes ?? []
  return { ...untouched, notes: notes.map((note, index) => ({ id: `${id}-note-${index}`, ...note })) }
}

/** Updates what happened to a conversation. */
export function changeDoings(id: string, change: (doings: Doings) => Partial<Doings>): void {
  const before = doingsOf(id)
  doings.value = new Map(doings.value).set(id, { ...before, ...change(before) })
}

/** The conversations in the list, filtered by the search. */
export const listed = computed(() => {
  const wanted = searchText.value.trim().toLowerCase()
  const newestFirst = conversations.value.toSorted(
    (a, b) => (b.latest_message?.delivered_at ?? 0) - (a.latest_message?.delivered_at ?? 0),
  )
  return newestFirst.filter((conversation) => {
    const people = conversation.email_addresses.map((field) => `${field.name ?? ''} ${field.address ?? ''}`)
    const text = [conversation.subject, ...people, ...conversation.messages.map((message) => message.body)]
    return wanted === '' || text.join('\n').toLowerCase().includes(wanted)
  })
})

/** The open conversation; undefined while several or none are selected. */
export const opened = computed(() => {
  const [only, ...others] = selectedIds.value
  return others.length > 0 ? undefined : conversations.value.find(({ id }) => id === only)
})

/** The log, newest first, calls under their requests. */
export const logGroups = computed(() => groupLines(lines.value))
