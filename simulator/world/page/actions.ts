// What a person does on the page: select, switch, send. Each sends the sidebar the events that the real Missive would send.

import { askOwnServer } from '../../../dashboard/loopback/own-server.ts'
import type { Fault } from '../facts.ts'
import { emit, sendTheme } from './host.ts'
import {
  changeDoings,
  conversations,
  doingsOf,
  drafts,
  facts,
  fault,
  frameNumber,
  isForgotten,
  lines,
  mode,
  selectedIds,
  stores,
  theme,
  toasts,
  tried,
  userId,
} from './world-state.ts'
import type { Mode, ThemeName, Toast } from './world-state.ts'

/** The key the sidebar keeps its settings under. */
export const settingsKey = 'tillside'

let counter = 0
/** A number that was not used before. */
export const nextNumber = (): number => (counter += 1)

/** Ticks off an item of "What to try". */
export function tick(id: string): void {
  if (!tried.value.has(id)) tried.value = new Set(tried.value).add(id)
}

/** Shows a message at the edge of the page for a while, longer with a link. */
export function toast(text: string, href?: string): void {
  const made: Toast = { id: nextNumber(), text, ...(href === undefined ? {} : { href }) }
  toasts.value = [...toasts.value.slice(-2), made]
  setTimeout(() => closeToast(made.id), href === undefined ? 6000 : 20_000)
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((shown) => shown.id !== id)
}

/** Logs what the sidebar did in Missive. */
export function logDeed(verb: string, what: string, more: { note?: string; href?: string } = {}): void {
  const line = { id: `deed-${nextNumber()}`, atMs: Date.now(), kind: 'missive' as const, verb, what, ...more }
  lines.value = [...lines.value.slice(-400), line]
}

/** Selects conversations and notifies the sidebar; a single one opens. */
export function select(ids: readonly string[]): void {
  const known = ids.filter((id) => conversations.value.some((conversation) => conversation.id === id))
  selectedIds.value = known
  if (known.length > 1) tick('several')
  else if (known[0] !== undefined) tick(known[0])
  emit('change:conversations', [...known])
}

/** Replaces the iframe, as after `Missive.reload()` or a change of user. */
export function reloadSidebar(): void {
  frameNumber.value += 1
}

export function setTheme(name: ThemeName): void {
  theme.value = name
  document.documentElement.dataset['theme'] = name
  if (name === 'dark') tick('dark')
  sendTheme()
}

/** Switches to another teammate: another store, the same inbox. */
export function setUser(id: string): void {
  if (id === userId.value) return
  userId.value = id
  readMode()
  emit('change:users')
  reloadSidebar()
}

const storedSettings = (): Record<string, unknown> | undefined => {
  const stored = stores.get(userId.value, settingsKey)
  return typeof stored === 'object' && stored !== null ? { ...stored } : undefined
}

/** Reads the mode from the user's settings, for the switch in the bar. */
export function readMode(): void {
  mode.value = storedSettings()?.['mode'] === 'test' ? 'test' : 'live'
}

export function setMode(wanted: Mode): void {
  mode.value = wanted
  const settings = storedSettings()
  if (settings) stores.set(userId.value, settingsKey, { ...settings, mode: wanted })
  reloadSidebar()
}

/** Empties the user's store, so that the sidebar has to be connected by hand. */
export function forgetConnection(): void {
  stores.clear(userId.value)
  isForgotten.value = true
  mode.value = 'live'
  reloadSidebar()
}

/** Restores a set of settings: those of this world, or those an older iframe would have left. */
export function seedStore(which: 'settings' | 'olderSettings'): void {
  stores.clear(userId.value)
  for (const [key, value] of Object.entries(facts.value?.[which] ?? {})) stores.set(userId.value, key, value)
  readMode()
  reloadSidebar()
}

/** Asks the server to switch a fault on, or all off. */
export async function setFault(wanted: Fault): Promise<void> {
  const response = await askOwnServer('/control', { body: { fault: wanted } })
  if (!response.ok) {
    toast(`The preview refused this: ${response.status}`)
    return
  }
  fault.value = wanted
  if (wanted === 'offline') tick('offline')
}

export function setDraft(conversationId: string, text: string): void {
  drafts.value = new Map(drafts.value).set(conversationId, text)
}

/** Sends the text in the composer. Nothing leaves the page. */
export function sendDraft(conversationId: string): void {
  const text = drafts.value.get(conversationId)?.trim() ?? ''
  if (text === '') return
  const id = `sent-${nextNumber()}`
  changeDoings(conversationId, ({ sent }) => ({ sent: [...sent, { id, text, atMs: Date.now() }] }))
  setDraft(conversationId, '')
  emit('message_sent', id)
}

/** Adds a comment for the team. */
export function addNote(conversationId: string, by: string, text: string): void {
  const note = { id: `note-${nextNumber()}`, by, text }
  changeDoings(conversationId, () => ({ notes: [...doingsOf(conversationId).notes, note] }))
}
