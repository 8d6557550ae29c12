// Reads the arguments a sidebar passes to Missive's methods. Lenient like the real one: missing values are empty.

import { z } from 'zod'

/** A text, or ''. */
export const textOf = (value: unknown): string => z.string().catch('').parse(value)

/** A list of ids; a single id counts as a list. */
export const idsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : z.array(z.string()).catch([]).parse(value)

/** An object, or {}. */
export const recordOf = (value: unknown): Record<string, unknown> =>
  z.record(z.string(), z.unknown()).catch({}).parse(value)

const mailSchema = z.looseObject({
  subject: z.string().optional(),
  body: z.string().optional(),
  to_fields: z.array(z.looseObject({ address: z.string().optional() })).optional(),
})

/** The message in `compose({mailto})` and `reply({mailto})`. */
export const mailOf = (value: unknown) => mailSchema.catch({}).parse(recordOf(value)['mailto'])

/** The text of HTML, with the address of each link after its text. The HTML is never inserted into the page. */
export function htmlToText(html: string): string {
  const parsed = new DOMParser().parseFromString(html, 'text/html')
  for (const link of parsed.querySelectorAll('a[href]')) {
    const href = link.getAttribute('href') ?? ''
    const words = link.textContent.trim()
    link.textContent = words === href || words === '' ? href : `${words} (${href})`
  }
  for (const block of parsed.querySelectorAll('br, p, div, li')) block.append('\n')
  return parsed.body.textContent.replaceAll(/\n{3,}/g, '\n\n').trim()
}

/** An address that may become a link: web or mail only. */
export function safeHref(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : undefined
}
