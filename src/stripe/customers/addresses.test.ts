import { expect, test } from 'vitest'
import { choosePeople, companyDomain, domainOf, foldAddress, isAddress } from './addresses.ts'
import { isPublicMailDomain } from './mail-domains.ts'

const rules = { teamDomains: ['kelpie.app'], teamAddresses: ['shared@elsewhere.io'] }
const people = (...addresses: string[]) => addresses.map((address) => ({ address }))

test('what is no address is left out without an error', () => {
  const bad = [
    '',
    'amy',
    '@x.io',
    'amy@',
    'a b@x.io',
    'amy@x y',
    'a\n@x.io',
    'a\u0000@x.io',
    `${'a'.repeat(250)}@x.io`,
  ]
  expect(choosePeople(people(...bad), rules)).toEqual([])
  expect(isAddress('amy@rocketrides.io')).toBe(true)
})

test('the own team is never looked up, by domain, subdomain or address, in any case', () => {
  const chosen = choosePeople(
    people('Ann@Kelpie.App', 'x@eu.kelpie.app', 'SHARED@elsewhere.io', 'a@notkelpie.app'),
    rules,
  )
  expect(chosen.map(({ skipped }) => skipped)).toEqual(['team', 'team', 'team', undefined])
})

test('one address in two spellings is looked up once, as first written', () => {
  expect(choosePeople(people('Amy@X.io', ' amy@x.io '), rules)).toEqual([{ address: 'Amy@X.io' }])
})

test('plus tags and dots make different customers', () => {
  expect(choosePeople(people('a+b@x.io', 'a@x.io', 'a.b@x.io'), rules)).toHaveLength(3)
})

test('the eleventh address is marked instead of looked up; the team does not use up places', () => {
  const many = Array.from({ length: 11 }, (_, index) => `p${String(index)}@x.io`)
  const chosen = choosePeople(people('me@kelpie.app', ...many), rules)
  expect(chosen.filter(({ skipped }) => !skipped)).toHaveLength(10)
  expect(chosen.at(-1)).toEqual({ address: 'p10@x.io', skipped: 'limit' })
})

test('a public mail domain says nothing about a company', () => {
  for (const domain of ['gmail.com', 'GMX.de', 'outlook.com', 'proton.me', 'yahoo.co.uk', 'web.de']) {
    expect(isPublicMailDomain(domain), domain).toBe(true)
  }
  expect(companyDomain('amy@gmail.com', rules)).toBeUndefined()
  expect(companyDomain('ann@kelpie.app', rules)).toBeUndefined()
  expect(companyDomain('amy@localhost', rules)).toBeUndefined()
  expect(companyDomain('Amy@RocketRides.io', rules)).toBe('rocketrides.io')
})

test('the domain of a quoted local part is what stands behind the last @', () => {
  expect(isAddress('"a@b"@x.io')).toBe(true)
  expect(domainOf('"a@b"@X.io')).toBe('x.io')
})

test('a domain in letters of its own and its ASCII form are one address', () => {
  expect(foldAddress('Amy@MÜLLER.de')).toBe(foldAddress('amy@xn--mller-kva.de'))
  expect(choosePeople(people('amy@müller.de', 'amy@xn--mller-kva.de'), rules)).toHaveLength(1)
  expect(foldAddress('amy@\u0000ü.de')).toBe('amy@\u0000ü.de')
})
