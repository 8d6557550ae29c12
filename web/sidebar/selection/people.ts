// Finds the people in a conversation: the likely sender first, teammates left out.

import { cleanText } from '#contract/clean-text.ts'
import type { AddressField, MissiveUser } from '../missive-api.d.ts'
import type { Correspondence } from '../missive.ts'

/** One correspondent. */
export type Person = { address: string; name?: string }

/** The people to look up; if there are none, why. */
export type People = { people: Person[]; why?: 'team' | 'phone' | 'nobody' }

const addressOf = (field: AddressField | null | undefined) =>
  typeof field?.address === 'string' ? field.address.trim() : ''

/** Equal for two spellings of one address: an accented letter may be one character or two. */
const keyOf = (address: string) => address.normalize().toLowerCase()

/** Lists everyone with an address, without duplicates, the last external sender first. */
export function peopleOf({ conversation, addresses, phones }: Correspondence, users: MissiveUser[]): People {
  const own = new Set(users.map((user) => keyOf(user.email?.trim() ?? '')).filter(Boolean))
  const latest = conversation.latest_message
  const from = latest?.from_field
  // The sender of a message written by a teammate is an alias or a shared inbox of ours.
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
      // Unchanged, because the gateway warns about hidden characters in it.
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

/** The label of a person's tab. */
export function labelOf(person: Person): string {
  return (person.name && cleanText(person.name)) || person.address.split('@')[0] || person.address
}
