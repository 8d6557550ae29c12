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

test('addresses come from every field of every message, our own and repeats included', () => {
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

test('a name may be missing', () => {
  const fields = getEmailAddresses([conversation('conv-several')])
  expect(fields.find((field) => field.address === 'klaus.event@messebau.example')).toEqual({
    address: 'klaus.event@messebau.example',
  })
})

test('an SMS has numbers and no address', () => {
  expect(getEmailAddresses([conversation('conv-phone')])).toEqual([])
  expect(getPhoneNumbers([conversation('conv-phone')]).map((phone) => phone.phone_number)).toEqual([
    '+491705550142',
    '+493055501000',
  ])
})

test('a conversation fetched without messages counts by its latest one', () => {
  const { latest_message: latest } = conversation('conv-ines')
  expect(getEmailAddresses([{ latest_message: latest }]).map((field) => field.address)).toEqual([
    'ines@cafemarisol.example',
    'support@kelpie.example',
  ])
})

test('markup in a letter reaches the sidebar escaped in the body and untouched in the name', () => {
  const { messages } = conversation('conv-markup')
  expect(messages[0]?.body).toContain('&lt;script&gt;')
  expect(messages[0]?.from_field.name).toBe('<img src=x onerror=alert(1)>')
})
