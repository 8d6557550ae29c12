import { expect, test } from 'vitest'
import { matchesAnyEvent } from './event-match.ts'

test.each([
  ['charge.*', 'charge.dispute.created', true],
  ['charge.*', 'chargeback.made', false],
  ['charge.*', 'charge', false],
  ['v2.core.account.*', 'v2.core.account[requirements].updated', true],
  ['v2.core.account[requirements].*', 'v2.core.account[requirements].updated', true],
  ['v2.core.account[requirements].updated', 'v2.core.account[requirements].updated', true],
  ['v2.core.account[identity].*', 'v2.core.account[requirements].updated', false],
  ['v2.core.account.*', 'v2.core.account_person.created', false],
  ['v2.*', 'v2.core.account[requirements].updated', true],
  ['*', 'v2.core.account[requirements].updated', true],
])('%s matches %s: %s', (pattern, type, isMatch) => {
  expect(matchesAnyEvent([pattern], type)).toBe(isMatch)
})
