// Messages from people with difficult billing: one for each case, so that the preview shows what the sidebar makes of it.

import { seedPerson, type SeedKey } from '../stripe/seed/people.ts'
import type { Story } from './conversation.ts'

const day = 24 * 60

const letters: [key: SeedKey, subject: string, text: string][] = [
  ['lichthof', 'One more seat', 'We need a third seat from December. What will the next invoice come to?'],
  ['muehle', 'Our last year', 'We close the mill next autumn. You go on charging until then, don’t you?'],
  ['pier', 'End of our plan', 'We cancelled for the 5th. Will you still charge us this month?'],
  [
    'obsthof',
    'When do you charge us?',
    'Our trial runs, and the contract is for a year. When is the first payment?',
  ],
  ['seminar', 'Trial, and then?', 'We never gave you a card. What happens when the trial ends?'],
  ['fjord', 'Euros or dollars?', 'Your site shows dollars, we pay in euros. How much is it for us?'],
  ['kysten', 'What will it cost?', 'We are still on the trial. How much is it in euros after that?'],
  ['tandem', 'Our discount', 'You promised us ten dollars off. How much is that in euros?'],
  ['nordwand', 'Half price for the wall', 'Is only the café plan at half price, or the beans as well?'],
  ['messe', 'Twenty percent', 'Does the twenty percent count for the café plan too?'],
  ['hospiz', 'Thank you', 'We saw an invoice of zero. Do we have to do anything?'],
  ['lesesaal', 'Voucher of 50 euros', 'Our plan costs twelve. What becomes of the rest of the voucher?'],
  ['premiere', 'Opening night', 'The voucher says half price. For how long?'],
  ['herbst', 'Autumn offer', 'Does the next charge still have the ten percent off?'],
  ['kanzlei', 'Net or gross?', 'Is the price of the café plan with tax or without?'],
  ['backwerk', 'Tax on the invoice', 'How much tax is in what we pay each month?'],
  ['werft', 'Which card is it?', 'We have two cards with you. Which one is charged for the beans?'],
  ['keramik', 'Card replaced', 'I added my account. Is it used from now on?'],
  ['umbau', 'Four more seats', 'We asked for six seats and still see two. What is missing?'],
  [
    'etagen',
    'One floor without coffee',
    'The machine on our oldest floor was blocked. Are all floors affected?',
  ],
  ['wochenmarkt', 'Everything paid?', 'We pay every week. Is there anything open?'],
  ['basar', 'Several complaints', 'Our bank wrote about some payments. Which one is urgent?'],
  ['dreiland', 'Three countries', 'Could you send one sum of what all three of our branches owe?'],
  ['pena', 'Nueva dirección', 'We moved. Do you find us under this address?'],
  ['guest', 'No receipt', 'I paid in your shop last week without an account. Could I have the receipt?'],
  ['noll', 'Two reminders', 'We got two reminders. Which one does the link pay?'],
  ['lind', 'Where is the refund?', 'You refunded me in November, but the first one never came.'],
  ['berg', 'How often did you try?', 'My bank shows several attempts. How many were there?'],
  ['rhein', 'Debit of the 27th', 'The debit is not in our account yet. Did it fail?'],
  ['hafenkontor', 'Is it paid?', 'We paid by direct debit yesterday, and the invoice is still open.'],
  ['juniper', 'Card declined', 'Our card was declined, so we used the bank account. Did that work?'],
  ['teehaus', 'Part of the invoice', 'We pay the invoice in two parts. Is the first one with you?'],
  ['anker', 'Deposits', 'Which of our deposits did you keep, and which did you let go?'],
  ['rosenhof', 'Our account with you', 'Could you tell us which invoices are settled, and how?'],
  ['kamome', '返金について', 'I wrote to my bank about the order. What happens now?'],
  ['clock', 'Test renewal', 'We moved the test clock. When does the plan renew?'],
]

/** Ordered by subject matter. */
export const billingStories: Story[] = letters.map(([key, subject, text], index) => {
  const { address, name, see } = seedPerson(key)
  return {
    id: `conv-${key}`,
    subject,
    hint: see,
    // Apple's mail programs write a letter and its accent as two characters.
    letters: [
      {
        from: { address: address.normalize('NFD'), name },
        minutesAgo: 8 * day + index * 47,
        text: [text],
      },
    ],
  }
})
