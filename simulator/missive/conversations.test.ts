import { expect, test } from 'vitest'
import { seedPeople } from '../stripe/seed/people.ts'
import { stories } from './conversations.ts'

const senders = stories.map((story) => story.letters[0]?.from)

test('every conversation has a unique id and at least one message', () => {
  expect(new Set(stories.map(({ id }) => id)).size).toBe(stories.length)
  expect(stories.every(({ letters }) => letters.length > 0)).toBe(true)
  expect(stories.length).toBeGreaterThanOrEqual(14)
})

test('the inbox contains the difficult cases', () => {
  const names = senders.map((sender) => sender?.name ?? '')
  expect(names.some((name) => name.includes('<img'))).toBe(true)
  expect(names.some((name) => name.includes('\u202E'))).toBe(true)
  expect(names.some((name) => name.length === 5000)).toBe(true)
  expect(senders.some((sender) => sender?.address?.includes('"'))).toBe(true)
  expect(senders.some((sender) => sender?.address?.endsWith('@gmail.com'))).toBe(true)
  expect(senders.some((sender) => sender?.address !== sender?.address?.toLowerCase())).toBe(true)
  expect(senders.some((sender) => sender?.address === undefined && sender?.phone_number)).toBeTruthy()
})

test('everyone in the world except the team has written', () => {
  const written = new Set(
    stories.flatMap(({ letters }) => letters.map(({ from }) => from.address?.normalize('NFC').toLowerCase())),
  )
  const missing = seedPeople.filter(
    ({ address, role }) => role !== 'team' && !written.has(address.toLowerCase()),
  )
  expect(missing.map(({ key }) => key)).toEqual([])
})
