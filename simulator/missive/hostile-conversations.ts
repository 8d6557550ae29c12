// Senders whose names try to break things: markup, direction overrides, great length, quotes for the search language.

import { seedPerson } from '../stripe/seed/people.ts'
import type { Story } from './conversation.ts'

const day = 24 * 60
const hostile = seedPerson('hostile')
const rightToLeftOverride = '\u202E'
const zeroWidthSpace = '\u200B'

/** The inbox and the sidebar must show each of them as plain text. */
export const hostileStories: Story[] = [
  {
    id: 'conv-markup',
    subject: 'hello',
    hint: 'hostile name: markup',
    letters: [
      {
        from: { address: hostile.address, name: hostile.name },
        minutesAgo: 3 * day + 5,
        text: ['<script>alert(2)</script>', 'Can you see my name?'],
      },
    ],
  },
  {
    id: 'conv-direction',
    subject: 'Refund to my new account',
    hint: 'hostile name: direction override',
    letters: [
      {
        from: {
          address: 'evil@attacker.example',
          name: `Tomasz Ziel${zeroWidthSpace}iński ${rightToLeftOverride}elpmaxe.atzcop@ikslneiz.zsamot`,
        },
        minutesAgo: 3 * day + 6,
        text: ['It is me, Tomasz. Please refund to another card.'],
      },
    ],
  },
  {
    id: 'conv-long',
    subject: 'A long name',
    hint: 'hostile name: 5,000 characters',
    letters: [
      {
        from: { address: 'long@attacker.example', name: 'Maximiliane '.repeat(417).slice(0, 5000) },
        minutesAgo: 3 * day + 7,
        text: ['My parents could not decide.'],
      },
    ],
  },
  {
    id: 'conv-quotes',
    subject: 'Quotation marks',
    hint: 'hostile address: quotes',
    letters: [
      {
        from: {
          address: '"x\\" OR email~\\"@\\""@attacker.example',
          name: `O'Brien "or" 1=1; -- \\ \u{1F980}`,
        },
        minutesAgo: 3 * day + 8,
        text: ['Bobby says hello.'],
      },
    ],
  },
]
