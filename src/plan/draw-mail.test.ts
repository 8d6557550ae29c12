// Mails as people read them.

import { expect, test } from 'vitest'
import { planWordsFor } from '#words/words-for.ts'
import { drawMail } from './draw-mail.ts'

const url = 'https://console.test/companies/tnt_1/billing?a=1&b=2'
const atMs = Date.UTC(2026, 11, 5, 12)

test('a mail says the same as text and as HTML, with the day in the reader’s language', () => {
  const mail = drawMail(planWordsFor('en'), { kind: 'payment_failed', atMs }, { locale: 'en-GB', url })
  expect(mail.text).toMatchInlineSnapshot(`
    "Hello,

    We could not collect the payment for Tillside. Your bank may have declined it, or the card may have expired.

    Everything keeps working until 5 December 2026. Please change the card or pay the invoice before then.

    Open billing:
    https://console.test/companies/tnt_1/billing?a=1&b=2

    Tillside
    "
  `)
  expect(mail.html).toContain('until 5 December 2026')
  expect(mail.html).toContain('href="https://console.test/companies/tnt_1/billing?a=1&#38;b=2"')
  const day = (locale: string) =>
    drawMail(planWordsFor(locale), { kind: 'trial_ending', atMs }, { locale, url }).text
  expect([day('de'), day('fr-CA')]).toEqual([
    expect.stringContaining('am 5. Dezember 2026'),
    expect.stringContaining('le 5 décembre 2026'),
  ])
})

test.each(['en', 'de', 'fr'])('every mail has a subject, text and at most one link: %s', (locale) => {
  const words = planWordsFor(locale)
  for (const kind of ['trial_ending', 'payment_failed', 'suspended', 'erasure_announced', 'erased'] as const)
    for (const at of [{}, { atMs }]) {
      const { subject, text, html } = drawMail(words, { kind, ...at }, { locale, url })
      expect(subject).toMatch(/^[^\r\n]{10,70}$/)
      expect(text).not.toContain('undefined')
      expect(html.match(/<a /g)?.length ?? 0).toBe(kind === 'erased' ? 0 : 1)
      expect(html).not.toMatch(/<(?!\/?(?:p|a)[ >])/)
    }
})

test.each(['es', 'x!', ''])('who reads none of our languages is written to in English: %j', (locale) => {
  const mail = drawMail(planWordsFor(locale), { kind: 'trial_ending', atMs }, { locale, url })
  expect(mail.text).toContain('Your trial ends on December 5, 2026.')
})
