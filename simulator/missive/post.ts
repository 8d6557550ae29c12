// A post: what a program wrote into a conversation, as the page shows it.

import { z } from 'zod'

export const postSchema = z.object({
  id: z.string(),
  conversation: z.string(),
  username: z.string(),
  title: z.string(),
  markdown: z.string(),
  atMs: z.number(),
})
export type Post = z.infer<typeof postSchema>

type Part = { text: string; isBold?: true; href?: string }
export type Paragraph = { isQuote: boolean; parts: Part[] }

const marks = /\*\*([^*]+)\*\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g

/** Parses the subset of Markdown that posts use: paragraphs, quotes, bold, links. Everything else is text. */
export const paragraphsOf = (markdown: string): Paragraph[] =>
  markdown
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => {
      const isQuote = paragraph.startsWith('>')
      return { isQuote, parts: partsOf(isQuote ? paragraph.replace(/^> ?/gm, '') : paragraph) }
    })

function partsOf(text: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { 0: whole, 1: bold, 2: label, 3: href, index } of text.matchAll(marks)) {
    if (index > at) parts.push({ text: text.slice(at, index) })
    parts.push(
      bold === undefined ? { text: label ?? whole, ...(href ? { href } : {}) } : { text: bold, isBold: true },
    )
    at = index + whole.length
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}
