// The grammar of Stripe's Search: clauses joined by AND (a space) or OR, never both, at most ten, no parentheses.

import { refusals } from '../../../dashboard/stripe/errors.ts'

export type Clause = {
  field: string
  /** The key of `metadata["key"]`. */
  metadataKey?: string
  operator: ':' | '~' | '>' | '<' | '>=' | '<='
  value: string | null
  negated: boolean
}
export type Query = { joined: 'and' | 'or'; clauses: Clause[] }

const pattern =
  /\s*(?:(and|or)(?=\s|-)\s*)?(-)?([a-z_][a-z0-9_.]*)(?:\[(?:"((?:\\"|[^"])*)"|'((?:\\'|[^'])*)')\])?\s*(:|~|>=|<=|>|<)\s*(?:"((?:\\"|[^"])*)"|'((?:\\'|[^'])*)'|([^\s"']+))/iy

const unescaped = (text: string): string => text.replace(/\\(["'])/g, '$1')

function clauseOf(match: RegExpExecArray): Clause {
  const [, , minus, field = '', doubleKey, singleKey, operator = ':', double, single, bare] = match
  const quoted = double ?? single
  if (quoted === undefined && bare !== 'null' && !/^-?\d+(\.\d+)?$/.test(bare ?? ''))
    throw refusals.unparsableSearch()
  const key = doubleKey ?? singleKey
  return {
    field,
    ...(key === undefined ? {} : { metadataKey: unescaped(key) }),
    operator: operator as Clause['operator'],
    value: quoted === undefined ? (bare === 'null' ? null : (bare ?? '')) : unescaped(quoted),
    negated: minus !== undefined,
  }
}

/** Parses a query. Throws Stripe's 400. */
export function parseQuery(text: string): Query {
  const clauses: Clause[] = []
  const joiners = new Set<string>()
  pattern.lastIndex = 0
  let end = 0
  while (text.slice(end).trim() !== '') {
    const match = pattern.exec(text)
    const first = clauses.length === 0
    if (match === null || (first && match[1] !== undefined)) throw refusals.unparsableSearch()
    if (!first && match[1] === undefined && !/^\s/.test(match[0])) throw refusals.unparsableSearch()
    if (!first) joiners.add((match[1] ?? 'and').toLowerCase())
    clauses.push(clauseOf(match))
    end = pattern.lastIndex
  }
  if (clauses.length === 0 || joiners.size > 1) throw refusals.unparsableSearch()
  if (clauses.length > 10) throw refusals.invalid('Search queries can have at most 10 clauses.')
  return { joined: joiners.has('or') ? 'or' : 'and', clauses }
}
