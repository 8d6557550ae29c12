// Whom to look up: the addresses of a conversation without doubles and without the own team, at most ten.

import { isPublicMailDomain } from './mail-domains.ts'

/** Ten clauses are what Stripe Search takes. */
const addressesMax = 10

export type AddressRules = {
  /** Lower-case, without `@`. */
  teamDomains: readonly string[]
  /** Lower-case. */
  teamAddresses: readonly string[]
}

export type Person = { address: string; name?: string; skipped?: 'team' | 'limit' }

/** A domain in letters of its own (`müller.de`) as mail servers and browsers write it (`xn--…`). */
function toAsciiDomain(domain: string): string {
  // Everything else than ASCII, which is left alone.
  if (/^[\0-\x7f]*$/.test(domain) || !URL.canParse(`http://${domain}`)) return domain
  return new URL(`http://${domain}`).hostname
}

/** The form addresses are compared in. Plus tags and dots stay: they are different customers for Stripe. */
export function foldAddress(address: string): string {
  const folded = address.trim().toLowerCase()
  const at = folded.lastIndexOf('@') + 1
  return folded.slice(0, at) + toAsciiDomain(folded.slice(at))
}

/** Loose on purpose: one `@` with something on both sides, nothing that cannot stand in an address unquoted or quoted. */
export function isAddress(text: string): boolean {
  if (text.length < 3 || text.length > 254 || /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(text)) return false
  const at = text.lastIndexOf('@')
  if (at < 1 || at > 64) return false
  const local = text.slice(0, at)
  const quoted = local.startsWith('"') && local.endsWith('"') && local.length > 2
  return (quoted || !/[\s"@,;<>]/.test(local)) && /^[^\s@"'\\,;<>()[\]]+$/.test(text.slice(at + 1))
}

/** What stands behind the last `@`, in lower case. */
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

/** In the order given; what is no address is left out, the team and everything beyond ten is marked as skipped. */
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

/** The company domain of an address, or `undefined` where a shared domain means nothing. */
export function companyDomain(address: string, rules: AddressRules): string | undefined {
  const domain = domainOf(address)
  return !domain.includes('.') || isPublicMailDomain(domain) || isTeam(address, rules) ? undefined : domain
}
