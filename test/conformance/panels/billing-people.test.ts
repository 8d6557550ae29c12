// What a person reads about customers with difficult billing: the whole gateway against the simulated Stripe, at the first look,
// in an opened section, and at the look after it.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { panelsMessageSchema } from '#contract/api.ts'
import type { OnDemandSection } from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import { panelsText } from '../../../src/panels/fixtures/panel-text.ts'
import { billingPeople } from '../../../simulator/stripe/seed/billing-people.ts'
import { listenStripe, type StripeServer } from '../../../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { proof, startOnNode, type TestGateway } from '../../worlds/gateway/node.ts'

const plantedMs = Date.now()
const simulator = createStripeSimulator({ now: () => plantedMs })
let stripe: StripeServer
let gateway: TestGateway

beforeAll(async () => {
  stripe = await listenStripe(simulator)
  gateway = await startOnNode(stripe.url, {
    STRIPE_API_KEY: `${simulator.keys.live},${simulator.keys.test}`,
  })
})
afterAll(async () => {
  await gateway.close(0)
  await stripe.close()
})

async function ask(request: object): Promise<Panel[]> {
  const response = await fetch(`${gateway.url}/api/panels`, {
    method: 'POST',
    headers: { ...proof, 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(request),
  })
  const messages = panelsMessageSchema.array().parse(await response.json())
  const sent = messages.flatMap((message) => (message.type === 'panel' ? [message.panel] : []))
  return [...new Map(sent.map((panel) => [panel.id, panel])).values()]
}

/** The panel without a title: header and verdict. */
const headOf = (panels: Panel[]) => panelsText(panels.filter(({ title }) => title === undefined))

/** A day relative to when the data was created, as text for a pattern. */
const day = (days: number) => new Date(plantedMs + days * 86_400_000).toISOString().slice(0, 10)
const pattern = (text: string) => new RegExp(text)

type Key = (typeof billingPeople)[number]['key']
type Reading = {
  /** Shown at the first look. */
  said: RegExp[]
  unsaid?: RegExp
  /** Shown by a section once it is opened. */
  opened?: [section: OnDemandSection, said: RegExp[]]
  /** Shown at the top afterwards. */
  after?: RegExp
}

const nothingDue = /Past due|failed|Payment page|pay link/

const readings: Record<Key, Reading> = {
  muehle: {
    said: [
      /Paying {2}€49\.00/,
      pattern(`Next charge ${day(17)}.*ends ${day(300)}`),
      pattern(`renews ${day(17)}`),
    ],
    unsaid: /will not renew/,
    opened: ['coming-up', [/To pay: €49\.00/]],
  },
  obsthof: {
    said: [/Trial {2}€98\.00/, pattern(`First charge ${day(5)}.*ends ${day(370)}`)],
    unsaid: /will not renew|no charge/,
    opened: ['coming-up', [pattern(`To pay: €98\\.00 \\(Charge ${day(5)}`)]],
  },
  pier: {
    said: [pattern(`Ends ${day(6)}`), /Active, will not renew/],
    unsaid: /Next charge/,
    opened: ['coming-up', [/no further invoice/]],
  },
  fjord: { said: [/Paying {2}€18\.00/, /Price: €18\.00 \/ month/], unsaid: /\$|20\.00/ },
  kysten: {
    said: [pattern(`First charge ${day(10)}`), /Price: amount unknown/],
    unsaid: /\$|20\.00/,
    opened: ['coming-up', [/To pay: €18\.00/]],
    after: /Trial {2}€18\.00/,
  },
  tandem: {
    said: [/Paying {2}€40\.00/, /€9\.00 off/],
    unsaid: /\$|10\.00|before discounts/,
    opened: ['coming-up', [/Discounts: −€9\.00/, /To pay: €40\.00/]],
  },
  nordwand: {
    said: [/Paying {2}€84\.00/, /Active, ‹Café plan›: 50% off/, /Discount: ‹Café plan›: 50% off/],
    unsaid: /before discounts|Active, 50%/,
    opened: ['coming-up', [/To pay: €84\.00/]],
  },
  messe: {
    said: [/Paying {2}€76\.20/, /20% off/],
    unsaid: /before discounts|66\.40/,
    opened: ['coming-up', [/Discounts: −€6\.80/, /To pay: €76\.20/]],
  },
  hospiz: {
    said: [/Active/, /100% off/],
    unsaid: /Paying|Next charge/,
    opened: ['coming-up', [/To pay: €0\.00/]],
  },
  lesesaal: {
    said: [/Active/, /€50\.00 off/],
    unsaid: /Paying|Next charge|−/,
    opened: ['coming-up', [/Discounts: −€12\.00/, /To pay: €0\.00/]],
  },
  premiere: {
    said: [/50% off once/],
    opened: ['coming-up', [/To pay: €17\.00/]],
    after: /€17\.00/,
  },
  herbst: {
    said: [/Paying {2}€34\.00/, pattern(`10% off until ${day(4)}`)],
    unsaid: /before discounts/,
    opened: ['coming-up', [/To pay: €34\.00/]],
  },
  kanzlei: {
    said: [/€100\.00/, /plus tax/],
    opened: ['coming-up', [/Tax: €19\.00/, /To pay: €119\.00/]],
    after: /€119\.00/,
  },
  backwerk: {
    said: [/Paying {2}€119\.00/],
    unsaid: /plus tax/,
    opened: ['coming-up', [/Tax \(included\): €19\.00/, /To pay: €119\.00/]],
  },
  werft: {
    said: [/Pays with: Visa •••• 5454/],
    unsaid: /Pays with: Visa •••• 1111/,
    opened: ['payment-methods', [/Visa •••• 1111[^]*default/, /Visa •••• 5454/]],
  },
  keramik: {
    said: [/Pays with: no default payment method/, /Last paid with: Visa •••• 1111/],
    unsaid: /nothing on file/,
    opened: ['payment-methods', [/SEPA •••• 4410/, /Visa •••• 1111/]],
  },
  seminar: {
    said: [pattern(`First invoice ${day(2)}`)],
    unsaid: /First charge|no card/i,
    opened: ['coming-up', [pattern(`To pay: €49\\.00 \\(Invoice ${day(2)}`)]],
  },
  umbau: {
    said: [/Paying {2}€98\.00/, /waiting for payment/],
    opened: ['coming-up', [/6 × €49\.00/, /a change is waiting for payment/]],
  },
  etagen: {
    said: [/\[bad\] Past due {2}€49\.00/, /Plan: €709\.00 \/ month/, /Subscriptions 11 … \[bad\] 1 past due/],
    opened: ['coming-up', [/10 × Filter club/]],
  },
  wochenmarkt: {
    said: [/Owes: €2,500\.00/, /€2,500\.00 is overdue/, /MARKT-0001› {2}€2,500\.00/, /Invoices 25\+/],
  },
  basar: {
    // The nearest deadline comes first, although its payment is the oldest.
    said: [/Dispute of €60\.00: respond[^]*Dispute of €30\.00: respond/, /4 disputed/],
    unsaid: /state unknown/,
  },
  dreiland: {
    said: [
      /Owes: €120\.00 \| CHF\s155\.00 \| \$99\.00 \| £30\.00/,
      /net: €240\.00 \| CHF\s310\.00 \| \$198\.00/,
    ],
    unsaid: /(374|748)\.00/,
  },
  pena: { said: [/‹Café Peña›/, /Paying {2}€34\.00/] },
  guest: {
    said: [/Guest/, /Paid once at Checkout without becoming a customer/, /€47\.00/],
    unsaid: /Nothing in Stripe|No customer/,
  },
  noll: {
    said: [/Past due {2}€37\.50/, /2 unpaid invoices/, /pay link for NOLL-0004/, /NOLL-0003› {2}€20\.00/],
  },
  lind: { said: [/Paid once {2}€100\.00/, /refunded again since/], unsaid: /! \[bad\]/ },
  berg: { said: [/Declined 3 times/, /Declined: 3 times/], unsaid: /Declined once|1 time/ },
  rhein: { said: [/Paying/, /€49\.00 in progress \(bank debit\)/], unsaid: nothingDue },
  hafenkontor: { said: [/Payment in progress {2}€98\.00/], unsaid: nothingDue },
  juniper: { said: [/Payment in progress {2}€49\.00/, /declined once before/], unsaid: /Past due|pay link/ },
  teehaus: { said: [/Past due {2}€60\.00/, /€40\.00 of €100\.00 in progress/], unsaid: /Payment failed/ },
  anker: { said: [/Paid 2 times {2}€80\.00/, /Authorisation released/], unsaid: /Fully refunded/ },
  rosenhof: {
    said: [/Credited in full/, /overpaid by €20\.00/, /Paid outside Stripe: €40\.00/],
    opened: [
      'balance',
      [
        /Applied to an invoice {2}−€100\.00/,
        /Applied to an invoice {2}−€30\.00\n\s+then €0\.00/,
        /Changed manually {2}€130\.00 credit/,
      ],
    ],
  },
  kamome: { said: [/Held back: −¥50,000 \(plus €20\.00 dispute fee\)/], unsaid: /¥52,000/ },
  lichthof: {
    said: [/Paying/, /10% off until/, /Credit: €12\.00/],
    opened: ['risk', [/suspects fraud/, /Under review/, /Customer must confirm/]],
  },
  clock: {
    said: [/runs on a test clock/],
    unsaid: /Next charge|renews/,
    opened: ['coming-up', [/To pay: €49\.00 \(Charge .*, runs on a test clock\)/]],
  },
}

test.each(billingPeople)('$key is described correctly: $see', async (person) => {
  const { said, unsaid, opened, after } = readings[person.key]
  const mode = 'mode' in person ? person.mode : 'live'
  // As written by programs that use two characters for a letter and its accent.
  const people = [{ address: person.address.normalize('NFD') }]
  const look = () => ask({ subject: { kind: 'people', people }, mode })
  const first = await look()
  const text = panelsText(first)
  for (const words of said) expect(text).toMatch(words)
  if (unsaid) expect(text).not.toMatch(unsaid)
  if (!opened) return
  const [section, words] = opened
  const onOpen = first.find(({ id }) => id === `stripe:${section}`)?.onOpen
  const panels = await ask({ subject: { ...onOpen, kind: 'panel', label: undefined }, mode })
  for (const one of words) expect(panelsText(panels)).toMatch(one)
  if (after) expect(headOf(await look())).toMatch(after)
})
