import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { buildAnyOf, buildClause, isSearchable, metadataField } from './query.ts'

/** A reader of its own for `field op "value" OR …`, which knows no escapes: what it cannot read was not literal. */
function readQuery(query: string): { field: string; value: string }[] {
  const clauses: { field: string; value: string }[] = []
  let rest = query
  for (;;) {
    const clause = /^([a-z_.0-9]+|metadata\["[^"\\]*"\])([:~])"([^"\\]*)"/.exec(rest)
    if (!clause) throw new Error(`not a query: ${rest}`)
    clauses.push({ field: clause[1] ?? '', value: clause[3] ?? '' })
    rest = rest.slice(clause[0].length)
    if (rest === '') return clauses
    if (!rest.startsWith(' OR ')) throw new Error(`not joined by OR: ${rest}`)
    rest = rest.slice(4)
  }
}

const hostile = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      "'",
      ' ',
      'OR',
      'AND',
      ':',
      '~',
      '-',
      '\n',
      '\u0000',
      'a',
      '\u201d',
      '\u2028',
    ),
  }),
)

test.each([`' OR created>0 --`, String.raw`\' OR email:"x"`, '"', 'a\\', 'a\nb', '', 'x'.repeat(255)])(
  'a value that could leave its quotes is refused or stays literal: %j',
  (value) => {
    const clause = buildClause({ field: 'email', value })
    if (isSearchable(value)) expect(readQuery(clause ?? '')).toEqual([{ field: 'email', value }])
    else expect(clause).toBeUndefined()
  },
)

test('whatever the value, the query holds exactly it or does not exist', () => {
  fc.assert(
    fc.property(hostile, (value) => {
      const clause = buildClause({ field: 'email', value })
      if (clause !== undefined) expect(readQuery(clause)).toEqual([{ field: 'email', value }])
    }),
    { numRuns: 2000 },
  )
})

test('several values stand side by side, each literal', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 10 }), (values) => {
      const query = buildAnyOf(values.map((value) => ({ field: 'email', value })))
      const expected = values.filter(isSearchable).map((value) => ({ field: 'email', value }))
      expect(query === undefined ? [] : readQuery(query)).toEqual(expected)
    }),
  )
})

test('a metadata key is literal or refused', () => {
  fc.assert(
    fc.property(hostile, (key) => {
      const field = metadataField(key)
      if (field) expect(readQuery(`${field}:"x"`)).toEqual([{ field: `metadata["${key}"]`, value: 'x' }])
    }),
  )
  expect(metadataField('a"]:"b')).toBeUndefined()
})

test('an eleventh clause is refused, because Stripe would refuse the whole query', () => {
  const clauses = Array.from({ length: 11 }, (_, index) => ({
    field: 'email',
    value: `a${String(index)}@x.io`,
  }))
  expect(() => buildAnyOf(clauses)).toThrow(RangeError)
})

test('a substring search of fewer than three characters is not made', () => {
  expect(buildClause({ field: 'name', value: 'ab', match: 'contains' })).toBeUndefined()
  expect(buildClause({ field: 'name', value: 'abc', match: 'contains' })).toBe('name~"abc"')
})
