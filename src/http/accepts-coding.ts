// Whether a caller accepts a response in a content coding. https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3

/** Whether `Accept-Encoding` allows this coding. An entry for the coding overrides `*`. No header means no compression. */
export function acceptsCoding(header: string | undefined, coding: 'gzip' | 'br'): boolean {
  if (header === undefined) return false
  // Fast path for the form that browsers and most clients send: the proxy lane calls this for every request.
  if (!header.includes(';') && !header.includes('*')) return namesOf(header).includes(coding)
  const weights = new Map(header.split(',').map(readEntry))
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0
}

const namesOf = (header: string) => header.split(',').map((name) => name.trim().toLowerCase())

function readEntry(entry: string): [name: string, weight: number] {
  const [name = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  // A weight that cannot be parsed counts as 0.
  return [name, weight === undefined ? 1 : Number(weight) || 0]
}
