import { expect, test } from 'vitest'
import { getEmailAddresses, getPhoneNumbers } from './addresses.ts'
import { conversationOf } from './conversation.ts'
import { stories } from './conversations.ts'

const viewer = { nowMs: Date.UTC(2026, 10, 21), userId: 'noor' }
const conversation = (id: string) => {
  const story = stories.find((known) => known.id === id)
  if (!story) throw new Error(`no story ${id}`)
  return conversationOf(story, viewer)
}

test('returns the addresses of every field of every message, own and repeated ones included', () => {
  const addresses = getEmailAddresses([conversation('conv-several')]).map((field) => field.address)
  expect(addresses).toEqual([
    'ines@cafemarisol.example',
    'support@kelpie.example',
    'jonas@kelpie.example',
    'priya@brightside.example',
    'klaus.event@messebau.example',
    'Ines@CafeMarisol.example',
    'jonas@kelpie.example',
    'ines@cafemarisol.example',
    'priya@brightside.example',
    'support@kelpie.example',
  ])
})

test('returns an address without a name', () => {
  const fields = getEmailAddresses([conversation('conv-several')])
  expect(fields.find((field) => field.address === 'klaus.event@messebau.example')).toEqual({
    address: 'klaus.event@messebau.example',
  })
})

test('returns phone numbers but no addresses for an SMS', () => {
  expect(getEmailAddresses([conversation('conv-phone')])).toEqual([])
  expect(getPhoneNumbers([conversation('conv-phone')]).map((phone) => phone.phone_number)).toEqual([
    '+491705550142',
    '+493055501000',
  ])
})

test('uses the latest message of a conversation fetched without messages', () => {
  const { latest_message: latest } = conversation('conv-ines')
  expect(getEmailAddresses([{ latest_message: latest }]).map((field) => field.address)).toEqual([
    'ines@cafemarisol.example',
    'support@kelpie.example',
  ])
})

test('escapes markup in the body of a message and leaves it in the name', () => {
  const { messages } = conversation('conv-markup')
  expect(messages[0]?.body).toContain('&lt;script&gt;')
  expect(messages[0]?.from_field.name).toBe('<img src=x onerror=alert(1)>')
})
