import { expect, test } from 'vitest'
import { subjectNote } from './subject-note.ts'

test('summarises the subject of a lookup', () => {
  const people = [{ address: 'a@b.example', name: 'A' }, { address: 'c@d.example' }]
  expect(subjectNote(JSON.stringify({ subject: { kind: 'people', people }, fresh: true }))).toBe(
    'a@b.example and 1 more, past the cache',
  )
  expect(subjectNote(JSON.stringify({ subject: { kind: 'search', text: '4242' } }))).toBe('search “4242”')
})

test('returns nothing for other bodies', () => {
  expect(subjectNote('')).toBe('')
  expect(subjectNote('{"headerValue":"secret"}')).toBe('')
})
