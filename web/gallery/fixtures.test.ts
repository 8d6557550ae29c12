import { readFileSync } from 'node:fs'
import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actionResponseSchema } from '#contract/actions.ts'
import { panelsMessageSchema } from '#contract/api.ts'
import german from '#words/de/sidebar.json' with { type: 'json' }
import english from '#words/en/sidebar.json' with { type: 'json' }
import french from '#words/fr/sidebar.json' with { type: 'json' }
import { fixtures } from './fixtures.ts'

test.each(fixtures)('$title consists of valid gateway messages', ({ messages = [] }) => {
  for (const message of messages) panelsMessageSchema.parse(message)
})

test.each(fixtures.filter(({ answers }) => answers))(
  '$title consists of valid action responses',
  ({ answers = [] }) => {
    for (const answer of answers) actionResponseSchema.parse(answer)
  },
)

test('no source writes markup, so everything is drawn as text nodes', () => {
  const files = globSync('web/**/*.{ts,tsx}').filter(
    (file) => !file.includes('.test.') && !file.endsWith('config.ts'),
  )
  expect(files.length).toBeGreaterThan(40)
  const writers =
    /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/
  expect(files.filter((file) => writers.test(readFileSync(file, 'utf8')))).toEqual([])
})

const shape = (value: unknown): unknown =>
  typeof value === 'string'
    ? value.split('{}').length
    : Array.isArray(value)
      ? value.map(shape)
      : Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, shape(inner)]))

test('every language has every word, with placeholders for the same values', () => {
  expect(shape(german)).toEqual(shape(english))
  expect(shape(french)).toEqual(shape(english))
})
