// The only place that creates HTML: a text and a link for Missive's composer, both escaped.

import { safeHref } from '#contract/clean-text.ts'

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** The text as HTML. An https address becomes a link, where the text contains it, else after the text. */
export function replyHtml(text: string, href?: string): string {
  const safe = href && safeHref(href)
  const html = escape(text).replaceAll('\n', '<br>')
  if (!safe) return html
  const address = escape(safe)
  const link = `<a href="${address}">${address}</a>`
  return html.includes(address) ? html.replace(address, () => link) : `${html}${html ? ' ' : ''}${link}`
}

/** The same as plain text. */
export function replyText(text: string, href?: string): string {
  const safe = href && safeHref(href)
  return !safe || text.includes(safe) ? text : `${text} ${safe}`.trim()
}
