// The documented Missive iframe API, as far as this sidebar uses it; there are no official typings.
// Everything is optional: clients differ, and a missing function must disable only its own feature.
// https://missiveapp.com/docs/developers/ui-iframe-integrations/javascript-api

export type AddressField = {
  address?: string | null
  name?: string | null
  phone_number?: string
  phoneNumber?: string
}

export type MissiveUser = {
  id?: string
  email?: string
  first_name?: string
  last_name?: string
  display_name?: string
  me?: boolean
}

type MissiveMessage = {
  id?: string
  /** The teammate who wrote it; if set, the sender is on our side. */
  author?: unknown
  from_field?: AddressField | null
  reply_to_fields?: AddressField[]
  to_fields?: AddressField[]
  cc_fields?: AddressField[]
}

export type MissiveConversation = {
  id?: string
  authors?: AddressField[]
  email_addresses?: AddressField[]
  phone_numbers?: unknown[]
  latest_message?: MissiveMessage | null
  messages?: MissiveMessage[]
}

export interface MissiveApi {
  on?(
    event: 'change:conversations',
    callback: (ids: string[]) => void,
    options?: { retroactive?: boolean },
  ): void
  fetchConversations?(ids: string[], fields?: string[]): Promise<MissiveConversation[]>
  fetchUsers?(): Promise<MissiveUser[]>
  getEmailAddresses?(conversations: MissiveConversation[]): AddressField[]
  getPhoneNumbers?(conversations: MissiveConversation[]): unknown[]
  storeGet?(key: string): Promise<unknown>
  storeSet?(key: string, data: unknown): Promise<unknown>
  openURL?(url: string): void
  writeToClipboard?(text: string): unknown
  insertHtml?(html: string): unknown
  insertText?(text: string): unknown
  reply?(options: { deliver?: boolean; mailto?: { body?: string } }): unknown
  comment?(body: string): unknown
  createTask?(body: string, completed?: boolean): unknown
}

declare global {
  interface Window {
    Missive?: MissiveApi
  }
}
