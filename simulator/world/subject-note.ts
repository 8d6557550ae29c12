// Summarises the subject of a sidebar request for the log, from the body of `POST /api/panels`.

import { panelsRequestSchema } from '#contract/api.ts'

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** "ines@cafemarisol.example and 2 more", a customer id, a search; '' for any other body. */
export function subjectNote(body: string): string {
  const parsed = panelsRequestSchema.safeParse(parseJson(body))
  if (!parsed.success) return ''
  const { subject, fresh } = parsed.data
  const refresh = fresh ? ', past the cache' : ''
  if (subject.kind === 'search') return `search “${subject.text}”${refresh}`
  if (subject.kind === 'customer') return `${subject.customer.customerId}${refresh}`
  if (subject.kind === 'panel') return `panel ${subject.panel}${refresh}`
  const [first, ...others] = subject.people
  const more = others.length > 0 ? ` and ${others.length} more` : ''
  return `${first?.address ?? ''}${more}${refresh}`
}
