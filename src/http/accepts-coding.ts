// Whether a caller takes an answer in a content coding. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3

/** What `Accept-Encoding` says of one coding; its own entry counts before `*`. No header means: as it is. */
export function acceptsCoding(header: string | undefined, coding: 'gzip' | 'br'): boolean {
  if (header === undefined) return false
  // As browsers and most clients send it; on the proxy lane this is asked for every request.
  if (!header.includes(';') && !header.includes('*')) return namesOf(header).includes(coding)
  const weights = new Map(header.split(',').map(readEntry))
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0
}

const namesOf = (header: string) => header.split(',').map((name) => name.trim().toLowerCase())

function readEntry(entry: string): [name: string, weight: number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  // A weight that cannot be read is none that was asked for.
  return [name, weight === undefined ? 1 : Number(weight) || 0]
}
