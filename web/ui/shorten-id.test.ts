import { expect, test } from 'vitest'
import { shortenId } from './shorten-id.ts'

test('shortens a long id in the middle', () => {
  expect(shortenId('pi_3QkZ81LkdIwHu7ix0xN8tY2b')).toBe('pi_3QkZ8…tY2b')
  expect(shortenId('cus_NffrFeUfNV2Hib')).toBe('cus_NffrFeUfNV2Hib')
})
