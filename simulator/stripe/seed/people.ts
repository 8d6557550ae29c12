// The people of the simulated world: their names, addresses, and what the sidebar should show for them.
// The conversations of the simulated inbox are made from the same list.

import { billingPeople } from './billing-people.ts'

export type SeedPerson = {
  key: string
  name: string
  address: string
  /** The Stripe customer's name, if it differs from the person's. */
  company?: string
  /** What to see. */
  see: string
  role: 'customer' | 'stranger' | 'team'
  mode?: 'test'
}

export const seedPeople = [
  {
    key: 'tomasz',
    name: 'Tomasz Zieliński',
    address: 'tomasz.zielinski@poczta.example',
    see: 'A dispute that needs an answer in 8 days, a card that expires this month',
    role: 'customer',
  },
  {
    key: 'priya',
    name: 'Priya Raman',
    address: 'priya@brightside.example',
    company: 'Brightside Studio Ltd',
    see: 'Past due: three of four attempts failed',
    role: 'customer',
  },
  {
    key: 'ines',
    name: 'Ines Duarte',
    address: 'ines@cafemarisol.example',
    company: 'Café Marisol, Lda.',
    see: 'All is well: two subscriptions, one discounted, a little credit',
    role: 'customer',
  },
  {
    key: 'ostwind',
    name: 'Ostwind Office',
    address: 'office@ostwind.example',
    see: 'Four customers on one address, two of them pay for the same plan',
    role: 'customer',
  },
  {
    key: 'lena',
    name: 'Lena Köhler',
    address: 'lena@koehler-roast.example',
    see: 'Not a customer; a colleague of the same domain is one',
    role: 'stranger',
  },
  {
    key: 'misaki',
    name: '田中 美咲',
    address: 'misaki@kissa.example',
    company: '田中 美咲 (Misaki Tanaka)',
    see: 'Yen, euro and dinar, each with its own total',
    role: 'customer',
  },
  {
    key: 'hostile',
    name: '<img src=x onerror=alert(1)>',
    address: 'a.very.long.mailbox.name.that.never.ends+invoices-2026@subdomain.of.a.long.domain.example',
    company: '"onmouseover="alert(1) Wolfeschlegelsteinhausenbergerdorff',
    see: 'Markup is only text',
    role: 'customer',
  },
  {
    key: 'qa',
    name: 'QA Trial',
    address: 'qa+trial@kelpie.example',
    company: 'Trial Tester',
    see: 'Test mode: a trial without a card, one ending, one paused',
    role: 'customer',
    mode: 'test',
  },
  {
    key: 'noor',
    name: 'Noor Haddad',
    address: 'noor@kelpie.example',
    see: 'A teammate: never looked up',
    role: 'team',
  },
  { key: 'jonas', name: 'Jonas Brandt', address: 'jonas@kelpie.example', see: 'A teammate', role: 'team' },
  {
    key: 'mara',
    name: 'Mara Silva',
    address: 'mara@kelpie.example',
    see: 'A teammate who also buys coffee: still never looked up',
    role: 'team',
  },
  {
    key: 'support',
    name: 'Kelpie Coffee',
    address: 'support@kelpie.example',
    see: 'The inbox itself',
    role: 'team',
  },
  {
    key: 'dana',
    name: 'Dana Petrov',
    address: 'dana.petrov.coffee@gmail.com',
    see: 'A customer at gmail.com: alone, without the other gmail.com people',
    role: 'customer',
  },
  {
    key: 'stranger',
    name: 'Chris Novak',
    address: 'chris.novak.writes@gmail.com',
    see: 'A stranger at gmail.com: nobody is offered',
    role: 'stranger',
  },
  {
    key: 'rosa',
    name: 'Rosa Lindqvist',
    address: 'rosa@lindqvist.example',
    see: 'Refunds: partial, full, failed',
    role: 'customer',
  },
  {
    key: 'noma',
    name: 'Signe Holm',
    address: 'accounts@noma-foods.example',
    company: 'Noma Foods ApS',
    see: 'An invoice sent by mail, overdue: KELP-4242',
    role: 'customer',
  },
  {
    key: 'hello',
    name: 'Ruth Okoye',
    address: 'hello@tworivers.example',
    company: 'Two Rivers Roasters',
    see: 'A customer in both accounts, Europe and the US',
    role: 'customer',
  },
  {
    key: 'mira',
    name: 'Mira Okafor',
    address: 'mira.okafor@roastworks.example',
    see: 'One address in two spellings, two customers',
    role: 'customer',
  },
  ...billingPeople,
] as const satisfies readonly SeedPerson[]

export type SeedKey = (typeof seedPeople)[number]['key']

/** The Stripe customer of a person. */
export function customerOf(key: SeedKey): { key: string; name: string; email: string } {
  const { name, company = name, address } = seedPerson(key)
  return { key, name: company, email: address }
}

/** A person of the seed by key. */
export function seedPerson(key: SeedKey): SeedPerson {
  const found = seedPeople.find((person) => person.key === key)
  if (found === undefined) throw new Error(`There is no person ${key}`)
  return found
}
