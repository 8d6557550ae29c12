// Who takes part in a conversation, the likely sender first, teammates left out.

import { cleanText } from '#contract/clean-text.ts'
import type { AddressField, MissiveUser } from '../missive-api.d.ts'
import type { Correspondence } from '../missive.ts'

/** One correspondent. */
export type Person = { address: string; name?: string }

/** Who is to be looked up; without anybody, why. */
export type People = { people: Person[]; why?: 'team' | 'phone' | 'nobody' }

const addressOf = (field: AddressField | null | undefined) =>
  typeof field?.address === 'string' ? field.address.trim() : ''

/** The same for two spellings of one address: an accented letter may come as one character or as two. */
const keyOf = (address: string) => address.normalize().toLowerCase()

/** Everybody with an address, each once, whoever wrote last from outside first. */
export function peopleOf({ conversation, addresses, phones }: Correspondence, users: MissiveUser[]): People {
  const own = new Set(users.map((user) => keyOf(user.email?.trim() ?? '')).filter(Boolean))
  const latest = conversation.latest_message
  const from = latest?.from_field
  // A message written by a teammate: its sender is an alias or a shared inbox of ours.
  if (latest?.author && from) own.add(keyOf(addressOf(from)))
  const found = new Map<string, Person>()
  let team = false
  for (const field of [
    from,
    ...(latest?.reply_to_fields ?? []),
    ...(conversation.authors ?? []),
    ...addresses,
  ]) {
    const address = addressOf(field)
    const key = keyOf(address)
    if (!address.includes('@') || address.length > 1000) continue
    if (own.has(key)) team = true
    else {
      // As it came: the gateway says so when characters were hidden in it.
      const name = typeof field?.name === 'string' ? field.name.trim().slice(0, 5000) : ''
      const known = found.get(key) ?? { address }
      if (name && !known.name && name !== address) known.name = name
      found.set(key, known)
    }
  }
  const people = [...found.values()].slice(0, 50)
  if (people.length > 0) return { people }
  const phone = phones.length > 0 || from?.phone_number || from?.phoneNumber
  return { people, why: team ? 'team' : phone ? 'phone' : 'nobody' }
}

/** What stands on somebody's tab. */
export function labelOf(person: Person): string {
  return (person.name && cleanText(person.name)) || person.address.split('@')[0] || person.address
}
