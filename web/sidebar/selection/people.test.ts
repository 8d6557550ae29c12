import { expect, test } from 'vitest'
import { labelOf, peopleOf } from './people.ts'

const nobody = { conversation: {}, addresses: [], phones: [] }
const me = { me: true, email: 'Noor@Kelpie.example' }

test('whoever wrote last comes first, each address once whatever its case', () => {
  const { people } = peopleOf(
    {
      ...nobody,
      conversation: { latest_message: { from_field: { address: 'B@x.example' } } },
      addresses: [
        { address: 'a@x.example', name: 'Ann' },
        { address: 'b@x.example', name: 'Bea' },
      ],
    },
    [],
  )
  expect(people).toEqual([
    { address: 'B@x.example', name: 'Bea' },
    { address: 'a@x.example', name: 'Ann' },
  ])
})

test('teammates are left out, and a conversation of teammates alone says so', () => {
  const addresses = [{ address: 'noor@kelpie.example', name: 'Noor' }]
  expect(peopleOf({ ...nobody, addresses }, [me])).toEqual({ people: [], why: 'team' })
})

test('the sender of a message a teammate wrote is ours, also as a shared inbox', () => {
  const conversation = {
    latest_message: { author: { id: '1' }, from_field: { address: 'help@kelpie.example' } },
  }
  const addresses = [{ address: 'help@kelpie.example' }, { address: 'ann@x.example' }]
  expect(peopleOf({ ...nobody, conversation, addresses }, [me]).people).toEqual([
    { address: 'ann@x.example' },
  ])
})

test('a conversation with a phone number only says so', () => {
  expect(peopleOf({ ...nobody, phones: [{ phoneNumber: '+1' }] }, [])).toEqual({ people: [], why: 'phone' })
  expect(peopleOf(nobody, [])).toEqual({ people: [], why: 'nobody' })
})

test('missing and odd fields are passed over', () => {
  const addresses = [
    { name: 'No address' },
    { address: null },
    { address: 'not an address' },
    { address: 'a@x.example', name: null },
  ]
  expect(peopleOf({ ...nobody, addresses }, [{}]).people).toEqual([{ address: 'a@x.example' }])
})

test('hidden characters are taken out of a name; without one the mailbox stands for it', () => {
  expect(labelOf({ address: 'a@x.example', name: '\u202Egnp.exe' })).toBe('gnp.exe')
  expect(labelOf({ address: 'ann@x.example' })).toBe('ann')
})

test('one address spelled with one and with two characters for an accented letter is one person', () => {
  const [composed, combined] = ['jos\u00e9@x.example', 'Jose\u0301@x.example']
  const addresses = [{ address: composed }, { address: combined, name: 'José' }]
  expect(peopleOf({ ...nobody, addresses }, [])).toEqual({ people: [{ address: composed, name: 'José' }] })
  expect(peopleOf({ ...nobody, addresses }, [{ email: combined }])).toEqual({ people: [], why: 'team' })
})
