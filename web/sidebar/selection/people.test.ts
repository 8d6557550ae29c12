import { expect, test } from 'vitest'
import { labelOf, peopleOf } from './people.ts'

const nobody = { conversation: {}, addresses: [], phones: [] }
const me = { me: true, email: 'Noor@Kelpie.example' }

test('the last sender comes first, and each address appears once regardless of case', () => {
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

test('leaves out teammates, and reports a conversation among teammates only', () => {
  const addresses = [{ address: 'noor@kelpie.example', name: 'Noor' }]
  expect(peopleOf({ ...nobody, addresses }, [me])).toEqual({ people: [], why: 'team' })
})

test('the sender of a message that a teammate wrote is ours, even a shared inbox', () => {
  const conversation = {
    latest_message: { author: { id: '1' }, from_field: { address: 'help@kelpie.example' } },
  }
  const addresses = [{ address: 'help@kelpie.example' }, { address: 'ann@x.example' }]
  expect(peopleOf({ ...nobody, conversation, addresses }, [me]).people).toEqual([
    { address: 'ann@x.example' },
  ])
})

test('reports a conversation that has only a phone number', () => {
  expect(peopleOf({ ...nobody, phones: [{ phoneNumber: '+1' }] }, [])).toEqual({ people: [], why: 'phone' })
  expect(peopleOf(nobody, [])).toEqual({ people: [], why: 'nobody' })
})

test('ignores missing and malformed fields', () => {
  const addresses = [
    { name: 'No address' },
    { address: null },
    { address: 'not an address' },
    { address: 'a@x.example', name: null },
  ]
  expect(peopleOf({ ...nobody, addresses }, [{}]).people).toEqual([{ address: 'a@x.example' }])
})

test('removes hidden characters from a name; without a name the label is the mailbox', () => {
  expect(labelOf({ address: 'a@x.example', name: '\u202Egnp.exe' })).toBe('gnp.exe')
  expect(labelOf({ address: 'ann@x.example' })).toBe('ann')
})

test('an address whose accented letter is one character or two is one person', () => {
  const [composed, combined] = ['jos\u00e9@x.example', 'Jose\u0301@x.example']
  const addresses = [{ address: composed }, { address: combined, name: 'José' }]
  expect(peopleOf({ ...nobody, addresses }, [])).toEqual({ people: [{ address: composed, name: 'José' }] })
  expect(peopleOf({ ...nobody, addresses }, [{ email: combined }])).toEqual({ people: [], why: 'team' })
})
