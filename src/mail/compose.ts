// Puts words into a mail: plain text, and the same as simple HTML without images, scripts or anything from the network.

import type { MailWords } from '#words/en/mail.ts'
import { mailWordsFor } from '#words/words-for.ts'
import type { Mail } from './mail.ts'

type Block = { text: string } | { code: string } | { link: string; label: string } | { small: string }

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '')

const font = "font-family:system-ui,-apple-system,'Segoe UI',sans-serif"

function toHtml(block: Block): string {
  if ('text' in block) return `<p style="margin:0 0 16px">${escape(block.text)}</p>`
  if ('small' in block)
    return `<p style="margin:0 0 12px;font-size:13px;color:#536067">${escape(block.small)}</p>`
  if ('code' in block)
    return `<p style="margin:0 0 16px;font:600 30px/1.3 ui-monospace,Menlo,Consolas,monospace;letter-spacing:.14em">${escape(block.code)}</p>`
  return `<p style="margin:0 0 16px"><a href="${escape(block.link)}" style="display:inline-block;padding:10px 16px;color:#ffffff;background:#0b6f60;border-radius:6px;text-decoration:none">${escape(block.label)}</a></p>`
}

function toText(block: Block): string {
  if ('text' in block) return block.text
  if ('small' in block) return block.small
  if ('code' in block) return `    ${block.code}`
  return `${block.label}:\n${block.link}`
}

function compose(to: string, language: string, subject: string, blocks: readonly Block[]): Mail {
  const body = blocks.map(toHtml).join('\n')
  return {
    to,
    subject,
    text: `${blocks.map(toText).join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:24px;font-size:16px;line-height:1.5;${font}"><div style="max-width:520px">
${body}
</div></body></html>
`,
  }
}

const wordsOf = (locale: string): MailWords => mailWordsFor(locale)

/** A sign-in code. Its subject has the code, so that a phone's notification shows it. */
export function codeMail(
  to: string,
  { code, locale, host }: { code: string; locale: string; host: string },
): Mail {
  const words = wordsOf(locale)
  return compose(to, words.language, words.code.subject(code), [
    { text: words.code.intro(host) },
    { code },
    { text: words.code.lifetime },
    { small: words.code.notYou },
  ])
}

/** Instead of a code, to somebody unknown while nobody may sign up. */
export function closedMail(to: string, { locale, host }: { locale: string; host: string }): Mail {
  const words = wordsOf(locale)
  return compose(to, words.language, words.closed.subject, [
    { text: words.closed.text(host) },
    { small: words.closed.notYou },
  ])
}

export type InvitationText = { company: string; by: string; link: string; days: number; locale: string }

export function invitationMail(to: string, { company, by, link, days, locale }: InvitationText): Mail {
  const words = wordsOf(locale)
  return compose(to, words.language, words.invitation.subject(company), [
    { text: words.invitation.intro(company, by) },
    { link, label: words.invitation.accept },
    { text: words.invitation.how(to, days) },
    { small: words.invitation.notYou },
  ])
}

/** Somebody signed in from a place that is not among this person's sessions. */
export function newSignInMail(
  to: string,
  { agent, at, locale, host }: { agent: string; at: string; locale: string; host: string },
): Mail {
  const words = wordsOf(locale)
  return compose(to, words.language, words.newSignIn.subject, [
    { text: words.newSignIn.text(host, at) },
    { text: agent },
    { small: words.newSignIn.notYou },
  ])
}
