// Matches objects against a search query.

import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { Entity } from '../objects/tables.ts'
import { fieldType, fieldValue, metadataValue } from './fields.ts'
import type { Clause, Query } from './parse.ts'

const plural: Record<string, string> = { price: 'prices' }

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []

/** Whether a text contains all words of the query in order, possibly with more before or after. */
function containsWords(text: string, wantedText: string): boolean {
  const [held, wanted] = [wordsOf(text), wordsOf(wantedText)]
  if (wanted.length === 0) return text.toLowerCase() === wantedText.toLowerCase()
  return held.some((_, start) => wanted.every((word, index) => held[start + index] === word))
}

function compare(operator: Clause['operator'], held: number, wantedText: number): boolean {
  switch (operator) {
    case ':':
      return held === wantedText
    case '>':
      return held > wantedText
    case '<':
      return held < wantedText
    case '>=':
      return held >= wantedText
    case '<=':
      return held <= wantedText
    default:
      return false
  }
}

/** Throws for fields that cannot be searched and operators a field does not support. */
export function checkQuery(query: Query, resource: string): void {
  for (const clause of query.clauses) {
    const type = fieldType(resource, clause.field)
    if (type === undefined || (clause.field === 'metadata') !== (clause.metadataKey !== undefined)) {
      throw refusals.unsearchableField(clause.field, plural[resource] ?? `${resource}s`)
    }
    if (clause.operator === '~' && type !== 'string') {
      throw refusals.invalid(`Field \`${clause.field}\` does not support the \`~\` operator.`)
    }
    if (clause.operator === '~' && (clause.value ?? '').length < 3) {
      throw refusals.invalid('Substring searches need at least 3 characters.')
    }
    if (!':~'.includes(clause.operator) && type !== 'number') {
      throw refusals.invalid(
        `Field \`${clause.field}\` does not support the \`${clause.operator}\` operator.`,
      )
    }
  }
}

function matchesClause(entity: Entity, clause: Clause, resource: string): boolean {
  const held =
    clause.metadataKey === undefined
      ? fieldValue(entity, clause.field)
      : metadataValue(entity, clause.metadataKey)
  const wantedText = clause.value
  if (wantedText === null || held === null) return wantedText === held
  const type = fieldType(resource, clause.field)
  if (type === 'number') return compare(clause.operator, Number(held), Number(wantedText))
  if (clause.operator === '~') return held.toLowerCase().includes(wantedText.toLowerCase())
  return type === 'string' ? containsWords(held, wantedText) : held.toLowerCase() === wantedText.toLowerCase()
}

/** Whether the object matches the query. */
export function matches(entity: Entity, query: Query, resource: string): boolean {
  const isMatch = (clause: Clause): boolean => matchesClause(entity, clause, resource) !== clause.negated
  return query.joined === 'or' ? query.clauses.some(isMatch) : query.clauses.every(isMatch)
}
