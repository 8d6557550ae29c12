// The inbox of Kelpie Coffee: what people write, one story for each thing worth seeing in the sidebar.

import type { Story } from './conversation.ts'
import { seedPerson } from '../stripe/seed/people.ts'
import type { SeedKey } from '../stripe/seed/people.ts'
import { billingStories } from './billing-conversations.ts'
import { hostileStories } from './hostile-conversations.ts'
import { sharedInbox, teammates } from './people.ts'
import type { AddressField } from './shapes.ts'

const day = 24 * 60
const [noor, jonas, mara] = teammates.map((user): AddressField => ({
  address: user.email,
  name: user.display_name,
}))
const team = (field: AddressField | undefined): AddressField => field ?? sharedInbox

const person = (key: SeedKey): AddressField => {
  const { address, name } = seedPerson(key)
  return { address, name }
}
const tomasz = person('tomasz')
const priya = person('priya')
const ines = person('ines')

const customerStories: Story[] = [
  {
    id: 'conv-tomasz',
    subject: 'Grinder arrived chipped',
    hint: 'dispute, card expires',
    letters: [
      {
        from: tomasz,
        minutesAgo: 13 * day,
        text: ['Ordered the hand grinder today, thank you. When will it ship?'],
      },
      {
        from: { ...sharedInbox, name: 'Noor Haddad' },
        to: [tomasz],
        minutesAgo: 12 * day,
        text: ['It left this afternoon with DHL and should be with you on Wednesday.'],
      },
      {
        from: tomasz,
        minutesAgo: 35,
        text: [
          'Good morning,',
          'the burr of the grinder has a chip, two photos attached. I asked my bank as well since nobody answered last week.',
          'Can I send it back and get the money? I’d like to keep the coffee.',
          'Tomasz',
        ],
      },
    ],
    notes: [{ by: 'Jonas', text: 'He also disputed the other grinder order. Who may approve this?' }],
  },
  {
    id: 'conv-priya',
    subject: 'Why was our plan stopped?',
    hint: 'past due',
    letters: [
      {
        from: priya,
        minutesAgo: 63,
        text: [
          'Hi, our office machine says the plan is on hold. We have not changed anything on our side.',
          'Could you tell me what is open, and send me a link to pay it?',
        ],
      },
    ],
    notes: [{ by: 'Mara', text: 'Please send her the pay link of the open invoice.' }],
  },
  {
    id: 'conv-ines',
    subject: 'Wholesale price for 30 kg',
    hint: 'all is well',
    letters: [
      {
        from: ines,
        minutesAgo: 80,
        text: ['We open a second café in March.', 'What would 30 kg a month cost us on the yearly plan?'],
      },
    ],
  },
  {
    id: 'conv-ostwind',
    subject: 'Charged twice in November',
    hint: 'four customers, one address',
    letters: [
      {
        from: person('ostwind'),
        minutesAgo: 2 * day,
        text: ['Our bank shows two charges from you this month. Which of our studios is the second one for?'],
      },
    ],
  },
  {
    id: 'conv-lena',
    subject: 'A question before we order',
    hint: 'not a customer',
    letters: [
      {
        from: person('lena'),
        minutesAgo: 2 * day + 90,
        text: [
          'I am new here at Köhler. Do you deliver to Leipzig, and can we pay by invoice?',
          'I think my colleagues in accounting ordered from you once.',
        ],
      },
    ],
  },
  {
    id: 'conv-misaki',
    subject: '領収書をお願いします',
    hint: 'yen, euro, dinar',
    letters: [
      {
        from: person('misaki'),
        minutesAgo: 3 * day,
        text: [
          'お世話になっております。10月分の領収書を送っていただけますか。',
          'P.S. The Kuwait branch needs one in dinar, too.',
        ],
      },
    ],
  },
]

const searchStories: Story[] = [
  {
    id: 'conv-several',
    subject: 'Re: Machine rental for the fair',
    hint: 'several people, cc, our own inbox',
    letters: [
      {
        from: ines,
        to: [sharedInbox, team(jonas)],
        cc: [priya, { address: 'klaus.event@messebau.example' }],
        replyTo: [{ address: 'Ines@CafeMarisol.example', name: 'Ines Duarte' }],
        minutesAgo: 3 * day + 30,
        text: ['Priya and I share the stand this year. Could both our accounts be billed half?'],
      },
      {
        from: team(jonas),
        to: [ines],
        cc: [priya, sharedInbox],
        minutesAgo: 3 * day + 10,
        text: ['Should work. Let me check with billing.'],
      },
    ],
  },
  {
    id: 'conv-mixed',
    subject: 'New delivery address',
    hint: 'mixed-case, two spellings',
    letters: [
      {
        from: { address: 'Mira.Okafor@RoastWorks.example', name: 'Mira Okafor' },
        minutesAgo: 4 * day,
        text: ['We moved two doors down, number 14 now. Please update the parcels.'],
      },
    ],
  },
  {
    id: 'conv-other-address',
    subject: 'Invoice for my card ending in 4242',
    hint: 'pays from another address: find 4242',
    letters: [
      {
        from: { address: 'sam.private@posteo.example', name: 'Sam Okafor' },
        minutesAgo: 4 * day + 200,
        text: [
          'I do the books of Café Marisol from home, sorry for the odd address.',
          'We pay with the card that ends in 4242. Can you send me the last invoice?',
        ],
      },
    ],
  },
  {
    id: 'conv-rosa',
    subject: 'Where is my refund?',
    hint: 'refunds: partial, full, failed',
    letters: [
      {
        from: person('rosa'),
        minutesAgo: 4 * day + 45,
        text: ['You wrote that the money is on its way. My bank sees nothing.'],
      },
    ],
  },
  {
    id: 'conv-noma',
    subject: 'Invoice KELP-4242',
    hint: 'invoice by mail, overdue',
    letters: [
      {
        from: person('noma'),
        minutesAgo: 4 * day + 70,
        text: [
          'Our purchase number is missing on KELP-4242, so accounting did not pay it. Please correct it.',
        ],
      },
    ],
  },
  {
    id: 'conv-two-accounts',
    subject: 'Beans for both houses',
    hint: 'customer in both Stripe accounts',
    letters: [
      {
        from: person('hello'),
        minutesAgo: 4 * day + 300,
        text: ['We order in Lyon and in Portland. Can both bills go to me?'],
      },
    ],
  },
  {
    id: 'conv-gmail-customer',
    subject: 'Pause over Christmas',
    hint: 'gmail.com customer, alone',
    letters: [
      {
        from: person('dana'),
        minutesAgo: 5 * day - 30,
        text: ['I am away until January, could you skip two deliveries?'],
      },
    ],
  },
  {
    id: 'conv-gmail',
    subject: 'Do you ship to Malta?',
    hint: 'gmail.com stranger, nobody is offered',
    letters: [
      {
        from: person('stranger'),
        minutesAgo: 5 * day,
        text: ['Just wondering, I saw your stall in Lisbon.'],
      },
    ],
  },
  {
    id: 'conv-trial',
    subject: 'Trying the café plan',
    hint: 'trial, in test mode only',
    letters: [
      {
        from: person('qa'),
        minutesAgo: 5 * day + 60,
        text: ['We are testing the integration with your sandbox. When does our trial end?'],
      },
    ],
  },
  {
    id: 'conv-deleted',
    subject: 'Please remove my data',
    hint: 'deleted customer',
    letters: [
      {
        from: { address: 'gone@gone.example', name: 'Ben Adler' },
        minutesAgo: 6 * day,
        text: ['I closed my account in spring. Is anything about me left?'],
      },
    ],
  },
  {
    id: 'conv-phone',
    subject: 'SMS from +49 170 555 0142',
    hint: 'SMS, no e-mail address',
    letters: [
      {
        from: { phone_number: '+491705550142', name: 'Courier' },
        to: [{ phone_number: '+493055501000' }],
        minutesAgo: 6 * day + 15,
        text: ['At the door, nobody opens. Leaving the parcel at the bakery.'],
      },
    ],
  },
  {
    id: 'conv-team',
    subject: 'Stand-up moved to ten',
    hint: 'only teammates',
    letters: [
      {
        from: team(mara),
        to: [team(noor), team(jonas)],
        cc: [sharedInbox],
        minutesAgo: 7 * day,
        text: ['Same room. Bring the list of refunds, please.'],
      },
    ],
  },
]

/** Every conversation of the inbox, newest first within each group. */
export const stories: readonly Story[] = [
  ...customerStories,
  ...hostileStories,
  ...searchStories,
  ...billingStories,
]
