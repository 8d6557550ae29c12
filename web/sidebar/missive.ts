// The host as the sidebar sees it: Missive's API with one registration, our own types, and a fallback for each function.

import type { AddressField, MissiveApi, MissiveConversation, MissiveUser } from './missive-api.d.ts'
import { replyHtml } from './actions/reply-html.ts'

/** The conversation, its addresses and phone numbers, as Missive returns them. */
export type Correspondence = {
  conversation: MissiveConversation
  addresses: AddressField[]
  phones: unknown[]
}

/** What the sidebar needs from its host. */
export interface MissiveHost {
  onSelection(listener: (ids: string[]) => void): void
  correspondence(id: string): Promise<Correspondence>
  users(): Promise<MissiveUser[]>
  load(key: string): Promise<unknown>
  save(key: string, value: unknown): Promise<void>
  open(href: string): void
  copy(text: string): Promise<boolean>
  /** Inserts into the reply being composed; false if the host has no composer. */
  insert(text: string, href?: string): boolean
  comment(text: string): Promise<boolean>
  task(text: string): Promise<boolean>
}

/** Calls a host function if it exists; returns whether that worked. */
async function attempt(call: (() => unknown) | undefined): Promise<boolean> {
  if (!call) return false
  try {
    await call()
    return true
  } catch {
    return false
  }
}

/** Adapts the SDK. */
export function adaptMissive(api: MissiveApi): MissiveHost {
  return {
    onSelection(listener) {
      api.on?.('change:conversations', (ids) => listener(Array.isArray(ids) ? ids : []), {
        retroactive: true,
      })
    },
    async correspondence(id) {
      const conversations = (await api.fetchConversations?.([id])) ?? []
      return {
        conversation: conversations[0] ?? {},
        addresses: api.getEmailAddresses?.(conversations) ?? [],
        phones: api.getPhoneNumbers?.(conversations) ?? [],
      }
    },
    users: async () => (await api.fetchUsers?.().catch(() => undefined)) ?? [],
    load: async (key) => api.storeGet?.(key),
    save: async (key, value) => {
      await api.storeSet?.(key, value)
    },
    open: (href) => api.openURL?.(href),
    copy: (text) =>
      attempt(() =>
        api.writeToClipboard ? api.writeToClipboard(text) : navigator.clipboard.writeText(text),
      ),
    insert(text, href) {
      api.insertHtml?.(replyHtml(text, href))
      return api.insertHtml !== undefined
    },
    comment: (text) => attempt(api.comment && (() => api.comment?.(text))),
    task: (text) => attempt(api.createTask && (() => api.createTask?.(text, false))),
  }
}
