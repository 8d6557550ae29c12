// Whether an object answers a query.

import { refusals } from '../../../dashboard/stripe/errors.ts'
import type { Entity } from '../objects/tables.ts'
import { fieldType, fieldValue, metadataValue } from './fields.ts'
import type { Clause, Query } from './parse.ts'

const plural: Record<string, string> = { price: 'prices' }

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []

/** All words of the query in their order, possibly with more before or after: not equality. */
function holdsWords(text: string, asked: string): boolean {
  const [held, wanted] = [wordsOf(text), wordsOf(asked)]
  if (wanted.length === 0) return text.toLowerCase() === asked.toLowerCase()
  return held.some((_, start) => wanted.every((word, index) => held[start + index] === word))
}

function compare(operator: Clause['operator'], held: number, asked: number): boolean {
  switch (operator) {
    case ':':
      return held === asked
    case '>':
      return held > asked
    case '<':
      return held < asked
    case '>=':
      return held >= asked
    case '<=':
      return held <= asked
    default:
      return false
  }
}

/** Throws for fields that cannot be searched and operators a field does not know. */
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

function holds(entity: Entity, clause: Clause, resource: string): boolean {
  const held =
    clause.metadataKey === undefined
      ? fieldValue(entity, clause.field)
      : metadataValue(entity, clause.metadataKey)
  const asked = clause.value
  if (asked === null || held === null) return asked === held
  const type = fieldType(resource, clause.field)
  if (type === 'number') return compare(clause.operator, Number(held), Number(asked))
  if (clause.operator === '~') return held.toLowerCase().includes(asked.toLowerCase())
  return type === 'string' ? holdsWords(held, asked) : held.toLowerCase() === asked.toLowerCase()
}

/** Whether the object answers the query. */
export function matches(entity: Entity, query: Query, resource: string): boolean {
  const answers = (clause: Clause): boolean => holds(entity, clause, resource) !== clause.negated
  return query.joined === 'or' ? query.clauses.some(answers) : query.clauses.every(answers)
}
