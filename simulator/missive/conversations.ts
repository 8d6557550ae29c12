// The inbox of Kelpie Coffee: what people write, one story for each thing worth seeing beside it.

import type { Story } from './conversation.ts'
import { hostileStories } from './hostile-conversations.ts'
import { sharedInbox, teammates } from './people.ts'
import type { AddressField } from './shapes.ts'

const day = 24 * 60
const [noor, jonas, mara] = teammates.map((user): AddressField => ({
  address: user.email,
  name: user.display_name,
}))
const team = (field: AddressField | undefined): AddressField => field ?? sharedInbox

const tomasz = { address: 'tomasz.zielinski@poczta.example', name: 'Tomasz Zieliński' }
const priya = { address: 'priya@brightside.example', name: 'Priya Raman' }
const ines = { address: 'ines@cafemarisol.example', name: 'Ines Duarte' }
const lena = { address: 'lena@koehler-roast.example', name: 'Lena Köhler' }

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
        from: { address: 'office@ostwind.example', name: 'Ostwind Office' },
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
        from: lena,
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
        from: { address: 'misaki@kissa.example', name: '田中 美咲' },
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
    hint: 'mixed-case address',
    letters: [
      {
        from: { address: 'Olivia.Brandt@Nordlicht.example', name: 'Olivia Brandt' },
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
          'I pay with the company card but write from home, sorry.',
          'The card ends in 4242. Can you send me the last invoice?',
        ],
      },
    ],
  },
  {
    id: 'conv-gmail',
    subject: 'Do you ship to Malta?',
    hint: 'gmail.com, must show nobody else',
    letters: [
      {
        from: { address: 'jane.curious@gmail.com', name: 'Jane' },
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
        from: { address: 'qa@trialroom.example', name: 'Trial Room QA' },
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
        from: { address: 'gone@farewell.example', name: 'Ben Adler' },
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
export const stories: readonly Story[] = [...customerStories, ...hostileStories, ...searchStories]
