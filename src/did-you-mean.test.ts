import { expect, test } from 'vitest'
import { didYouMean, nearestName } from './did-you-mean.ts'

const keys = ['panels', 'actions', 'handlers', 'timeoutMs', 'ttlSeconds', 'id', 'invalidatedBy']

test.each([
  ['panles', 'panels'],
  ['panel', 'panels'],
  ['Panels', 'panels'],
  ['acitons', 'actions'],
  ['handler', 'handlers'],
  ['timeout', 'timeoutMs'],
  ['ttl', 'ttlSeconds'],
  ['di', 'id'],
  ['invalidateBy', 'invalidatedBy'],
])('takes "%s" for "%s"', (name, meant) => {
  expect(nearestName(name, keys)).toBe(meant)
  expect(didYouMean(name, keys)).toBe(`; did you mean "${meant}"?`)
})

test.each(['team', 'notes', 'x', 'ti', ''])('takes "%s" for no other name', (name) => {
  expect(nearestName(name, ['panels', 'timeoutMs', 'title'])).toBeUndefined()
  expect(didYouMean(name, ['panels', 'timeoutMs', 'title'])).toBe('')
})

test('prefers the name with the fewest edits', () => {
  expect(nearestName('invoice.payed', ['invoice.voided', 'invoice.paid', 'invoice.deleted'])).toBe(
    'invoice.paid',
  )
})
