// Identities: addresses that almost match, hostile names, strangers at public providers, people of the team.

import { checkoutSession } from '../objects/checkout.ts'
import { oldCard } from '../objects/method.ts'
import type { Author } from './author.ts'
import { periodBefore, subscribe } from './billing.ts'
import type { Catalogue } from './catalogue.ts'
import { card } from './main-people.ts'
import { seedPerson } from './people.ts'
import { Street } from './street.ts'

const monthly = { every: 'month' } as const
const yearly = { every: 'year' } as const

function plantAddresses(street: Street, prices: Catalogue): void {
  const plain: [key: string, name: string, email: string][] = [
    ['mira upper', 'Mira Okafor', 'Mira.Okafor@Roastworks.example'],
    ['noa', 'Noa Lumen', 'noa@lumen.example'],
    ['quoted', 'Tiny Cup', '"tiny cup"@odd.example'],
    ['apostrophe', "Siobhán O'Hara", "siobhan.o'hara@ohara.example"],
    ['idn', 'Bücher & Bohnen', 'laden@bücher-bohnen.example'],
    ['ines neighbour', 'Xinès Puig', 'xines@cafemarisol.example'],
    ['anna', 'Anna-Maria Doe', 'anna.maria.doe@lumen.example'],
    ['strange gmail', 'Alex Marin', 'alex.marin.roast@gmail.com'],
    ['stranger gmail', 'Ivy Chen', 'ivy.chen.brews@gmail.com'],
    ['mara', 'Mara Silva', 'mara@kelpie.example'],
  ]
  for (const [key, name, email] of plain) street.person({ key, name, email })
  const subscribed: [key: string, name: string, email: string][] = [
    ['mira lower', 'Mira Okafor (Home)', 'mira.okafor@roastworks.example'],
    ['noa plus', 'Noa Lumen', 'noa+coffee@lumen.example'],
    ['dana', 'Dana Petrov', 'dana.petrov.coffee@gmail.com'],
    ['two rivers', 'Two Rivers Roasters', 'hello@tworivers.example'],
  ]
  for (const [key, name, email] of subscribed) {
    street.subscriber(
      { key, name, email },
      { items: [{ price: prices.house }], status: 'active', paidInvoices: 4 },
    )
  }
}

function plantNames(author: Author, prices: Catalogue): void {
  const { clock } = author
  const { address, company = '' } = seedPerson('hostile')
  const hostile = author.person({
    key: 'hostile',
    name: company,
    email: address,
    description: 'ليلى الصباح 🙂🙂🙂 pay to \u202Eelpmaxe.moc',
    created: clock.months(92),
    currency: 'eur',
    metadata: { '<b>note</b>': '"><script>alert(2)</script>' },
    method: card('amex', '0005', clock.cardMonth(7)),
  })
  subscribe(author, hostile, {
    key: 'hostile',
    items: [{ price: prices.hostile }],
    status: 'canceled',
    started: clock.months(21),
    period: periodBefore(clock.months(9), yearly),
    paidInvoices: 1,
    canceledAt: clock.months(9),
    endedAt: clock.months(9),
    cancelReason: 'cancellation_requested',
    cancelFeedback: 'unused',
    cancelComment: 'we no longer need this product, and the person who ordered it has left',
  })
  const names: [key: string, name: string, email: string][] = [
    ['bold', '<b>Bold</b> & "Quoted" \'Brothers\'', 'bold@brothers.example'],
    ['rtl', '\u202Eגרעין קפה\u202C בע״מ', 'beans@garin.example'],
    ['emoji', '☕️👩🏽‍🌾 Finca Ñandú 🇨🇴', 'hola@finca-nandu.example'],
    ['long', 'Röst'.repeat(1250), 'long@longname.example'],
    ['markup', '</script><svg onload=alert(1)>', 'svg@markup.example'],
    ['blank', ' \u200B ', 'blank@nothing.example'],
  ]
  for (const [key, name, email] of names) {
    author.person({ key: `name ${key}`, name, email, created: clock.months(6), currency: 'eur' })
  }
}

function plantMany(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock } = author
  const nordlicht = street.person({
    key: 'nordlicht',
    name: 'Nordlicht Coworking',
    email: 'haus@nordlicht.example',
    method: street.visa,
  })
  for (let floor = 1; floor <= 11; floor += 1) {
    subscribe(author, nordlicht, {
      key: `nordlicht ${floor}`,
      items: [{ price: prices.filter, quantity: floor }],
      status: 'active',
      started: clock.months(3),
      period: periodBefore(clock.days(-floor), monthly),
      metadata: { floor: String(floor) },
      ...(floor === 1 ? { paidInvoices: 2 } : {}),
    })
  }
  const harbor = street.person({
    key: 'harbor',
    name: 'Harbor Hostel',
    email: 'desk@harborhostel.example',
    method: street.visa,
  })
  for (let day = 1; day <= 101; day += 1) {
    author.charge(harbor, {
      key: `harbor ${day}`,
      at: clock.days(day),
      amount: 1500 + day,
      description: `Breakfast, day ${day}`,
    })
  }
}

function plantOdd(street: Street, prices: Catalogue): void {
  const { author } = street
  const { clock, store } = author
  const v2 = author.person({
    key: 'accounts v2',
    name: 'Vela Systems',
    email: 'billing@vela.example',
    created: clock.months(2),
    currency: 'eur',
    accountV2: author.id('acct', 'vela').replace('acct_', 'acct_1'),
    method: street.visa,
  })
  subscribe(author, v2, {
    key: 'accounts v2',
    items: [{ price: prices.cafe }],
    status: 'active',
    started: clock.months(2),
    period: periodBefore(clock.days(-8), monthly),
    paidInvoices: 2,
  })
  const early = author.person({
    key: 'early',
    name: 'Early Bird Bakery',
    email: 'hi@earlybird.example',
    created: clock.months(90),
    currency: 'eur',
    source: author.id('card', 'early'),
  })
  store.add(
    'card',
    oldCard({
      id: author.id('card', 'early'),
      created: clock.months(90),
      customer: early.row.id,
      last4: '0077',
      ...clock.cardMonth(11),
    }),
  )
  subscribe(author, early, {
    key: 'early',
    items: [{ price: prices.filter }],
    status: 'active',
    started: clock.months(90),
    period: periodBefore(clock.days(-3), monthly),
    paidInvoices: 2,
  })
  const gone = street.subscriber(
    { key: 'deleted', name: 'Gone & Sons', email: 'gone@gone.example' },
    {
      items: [{ price: prices.filter }],
      status: 'canceled',
      canceledAt: clock.months(1),
      endedAt: clock.months(1),
      cancelReason: 'cancellation_requested',
      period: periodBefore(clock.months(1), monthly),
      paidInvoices: 2,
    },
  )
  gone.row.deleted = true
  const made = author.charge(undefined, {
    key: 'guest',
    at: clock.days(5),
    amount: 4700,
    currency: 'eur',
    description: 'Order in the shop',
  })
  store.add(
    'checkout.session',
    checkoutSession({
      id: author.id('cs', 'guest').replace('cs_', store.livemode ? 'cs_live_' : 'cs_test_'),
      created: clock.days(5),
      livemode: store.livemode,
      amount: 4700,
      currency: 'eur',
      email: 'guest@walkin.example',
      name: 'Walk-in Guest',
      intent: typeof made.payment_intent === 'string' ? made.payment_intent : '',
    }),
  )
}

/** Creates these customers. */
export function plantIdentities(author: Author, prices: Catalogue): void {
  const street = new Street(author, 'eur')
  plantAddresses(street, prices)
  plantNames(author, prices)
  plantMany(street, prices)
  plantOdd(street, prices)
}
