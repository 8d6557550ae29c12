// Draws a mail as text and as HTML: the same words, one link at most, no pictures, nothing that reports back.

import type { PlanWords } from '#words/en/plan.ts'

type DrawnMail = { subject: string; text: string; html: string }

const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

/** The day by UTC, in the language of the words. */
const dayOf = (atMs: number, locale: string): string => {
  const language = /^(?:en|de|fr)(?:-[A-Z]{2})?$/.test(locale) ? locale : 'en'
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(atMs)
}

export function drawMail(
  words: PlanWords,
  { kind, atMs }: { kind: keyof PlanWords['mails']; atMs?: number | undefined },
  { locale, url }: { locale: string; url: string },
): DrawnMail {
  const { subject, lines, link } = words.mails[kind](atMs === undefined ? undefined : dayOf(atMs, locale))
  const paragraphs = [words.greeting, ...lines]
  const text = [...paragraphs, ...(link === undefined ? [] : [`${link}:\n${url}`]), words.signature]
  const anchor = (label: string) => `<a href="${escaped(url)}">${escaped(label)}</a>`
  const html = [
    ...paragraphs.map(escaped),
    ...(link === undefined ? [] : [anchor(link)]),
    escaped(words.signature),
  ]
  return {
    subject,
    text: `${text.join('\n\n')}\n`,
    html: html.map((line) => `<p>${line}</p>`).join('\n'),
  }
}
