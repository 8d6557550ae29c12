// Chooses the addresses of a conversation to look up: deduplicated, teammates left out, at most ten.

import { isPublicMailDomain } from './mail-domains.ts'

/** Stripe Search accepts ten clauses. */
const addressesMax = 10

export type AddressRules = {
  /** Lower-case, without `@`. */
  teamDomains: readonly string[]
  /** Lower-case. */
  teamAddresses: readonly string[]
}

/** Normalizes the rules the way addresses are normalized for comparison. */
export const foldRules = ({ teamDomains, teamAddresses }: AddressRules): AddressRules => ({
  teamDomains: teamDomains.map((domain) => toAsciiDomain(domain.normalize('NFC').toLowerCase())),
  teamAddresses: teamAddresses.map(foldAddress),
})

export type Person = { address: string; name?: string; skipped?: 'team' | 'limit' }

/** Turns an internationalized domain (`müller.de`) into its ASCII form (`xn--…`). */
function toAsciiDomain(domain: string): string {
  // ASCII domains are left as they are.
  if (/^[\0-\x7f]*$/.test(domain) || !URL.canParse(`http://${domain}`)) return domain
  return new URL(`http://${domain}`).hostname
}

/**
 * Normalizes an address for comparison. Plus tags and dots stay: for Stripe they are different customers. An accented letter is the
 * same as one character (NFC, as most keyboards write it) and as two (NFD, as files and some of Apple's mail programs do).
 */
export function foldAddress(address: string): string {
  const folded = address.trim().normalize('NFC').toLowerCase().normalize('NFC')
  const at = folded.lastIndexOf('@') + 1
  return folded.slice(0, at) + toAsciiDomain(folded.slice(at))
}

/** The ways an address may be stored: as written, in NFC and in NFD. Only one for plain ASCII. */
export function spellingsOf(address: string): string[] {
  return [...new Set([address, address.normalize('NFC'), address.normalize('NFD')])]
}

/** Loose on purpose: an `@` with something on both sides, and no character that an address cannot contain. */
export function isAddress(text: string): boolean {
  if (text.length < 3 || text.length > 254 || /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return false
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64) return false
  const local = text.slice(0, at)
  const quoted = local.startsWith('"') && local.endsWith('"') && local.length > 2
  return (quoted || !/[\s"@,;<>]/.test(local)) && /^[^\s@"'\\,;<>()[\]]+$/.test(text.slice(at + 1))
}

/** The part after the last `@`, in lower case. */
export function domainOf(address: string): string {
  return foldAddress(address).slice(foldAddress(address).lastIndexOf('@') + 1)
}

function isTeam(address: string, rules: AddressRules): boolean {
  const domain = domainOf(address)
  return (
    rules.teamAddresses.includes(foldAddress(address)) ||
    rules.teamDomains.some((own) => domain === own || domain.endsWith(`.${own}`))
  )
}

/** Keeps the order; drops what is not an address, and marks teammates and everything beyond ten as skipped. */
export function choosePeople(
  people: readonly { address: string; name?: string }[],
  rules: AddressRules,
): Person[] {
  const seen = new Set<string>()
  let looked = 0
  const chosen: Person[] = []
  for (const { address, name } of people) {
    const trimmed = address.trim()
    const folded = foldAddress(trimmed)
    if (seen.has(folded) || !isAddress(trimmed)) continue
    seen.add(folded)
    const person = { address: trimmed, ...(name === undefined ? {} : { name }) }
    if (isTeam(trimmed, rules)) chosen.push({ ...person, skipped: 'team' })
    else if (looked === addressesMax) chosen.push({ ...person, skipped: 'limit' })
    else {
      looked += 1
      chosen.push(person)
    }
  }
  return chosen
}

/** The company domain of an address; `undefined` for public mail providers and teammates. */
export function companyDomain(address: string, rules: AddressRules): string | undefined {
  const domain = domainOf(address)
  return !domain.includes('.') || isPublicMailDomain(domain) || isTeam(address, rules) ? undefined : domain
}
