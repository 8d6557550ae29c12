// `Missive.getEmailAddresses` and `getPhoneNumbers`: they only flatten. Own addresses and repeats stay in.

import type { AddressField, Conversation, Message } from './shapes.ts'

/** The part of a conversation these functions read. */
export type WithMessages = Partial<Pick<Conversation, 'messages' | 'latest_message'>>

const fieldsOf = (message: Partial<Message>): AddressField[] => [
  ...(message.from_field ? [message.from_field] : []),
  ...(message.to_fields ?? []),
  ...(message.cc_fields ?? []),
  ...(message.bcc_fields ?? []),
  ...(message.reply_to_fields ?? []),
]

const messagesOf = (conversation: WithMessages): Partial<Message>[] =>
  conversation.messages ?? (conversation.latest_message ? [conversation.latest_message] : [])

/** Every address of every message in reading order, including repeats and the inbox's own. */
export function getEmailAddresses(conversations: readonly WithMessages[]): AddressField[] {
  return conversations
    .flatMap(messagesOf)
    .flatMap(fieldsOf)
    .filter((field) => field.address !== undefined && field.address !== '')
}

/** Every phone number of every message, under both field names seen in practice. */
export function getPhoneNumbers(
  conversations: readonly WithMessages[],
): { phoneNumber: string; phone_number: string; name?: string }[] {
  return conversations
    .flatMap(messagesOf)
    .flatMap(fieldsOf)
    .flatMap(({ phone_number: number, name }) =>
      number ? [{ phoneNumber: number, phone_number: number, ...(name === undefined ? {} : { name }) }] : [],
    )
}
