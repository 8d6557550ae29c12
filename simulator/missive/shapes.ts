// The objects that Missive's iframe SDK returns, as documented.
// https://missiveapp.com/docs/developers/ui-iframe-integrations/javascript-api

/** A person as written in a message header; the name is often missing. */
export type AddressField = { address?: string; name?: string; phone_number?: string }

/** One message of a conversation, e-mail or SMS. */
export type Message = {
  id: string
  subject: string
  preview: string
  /** HTML. */
  body: string
  /** Unix seconds. */
  delivered_at: number
  from_field: AddressField
  to_fields: AddressField[]
  cc_fields: AddressField[]
  bcc_fields: AddressField[]
  reply_to_fields: AddressField[]
}

/** A teammate; `me` marks the current user. */
export type User = {
  id: string
  email: string
  first_name: string
  last_name: string
  display_name: string
  avatar_url: string | null
  me: boolean
}

/** A label of the organisation. */
export type Label = { id: string; name: string; color: string }

/** A task in a conversation. */
export type Task = { id: string; conversation_id: string; title: string; completed: boolean }

/** A conversation as `fetchConversations` returns it. */
export type Conversation = {
  id: string
  subject: string
  color: string | null
  link: string
  messages_count: number
  messages: Message[]
  latest_message: Message | null
  authors: AddressField[]
  users: User[]
  assignees: User[]
  labels: Label[]
  email_addresses: AddressField[]
  phone_numbers: AddressField[]
}
