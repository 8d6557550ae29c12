// The header, character by character: what is read, and what each refusal is called.

import { expect, test } from 'vitest'
import { parseSignatureHeader } from './header.ts'

const reasonOf = (text: string | undefined) => {
  const parsed = parseSignatureHeader(text)
  return parsed.ok ? undefined : parsed.reason
}
const header = (length: number) => `t=1,v1=${'a'.repeat(length - 't=1,v1='.length)}`
const entries = (count: number) => `t=1${',v1=a'.repeat(count - 1)}`

test('reads the time and every signature of scheme v1', () => {
  expect(parseSignatureHeader('t=1795000000,v1=aa,v1=bb')).toEqual({
    ok: true,
    header: { signedAtSeconds: 1_795_000_000, signatures: ['aa', 'bb'] },
  })
})

test.each(['t=7,v1=aa,v0=9', 'v0=9,t=7,v1=aa', 't=7,v1=aa,tt=9', 't=7,v11=bb,v1=aa'])(
  'ignores other schemes in "%s", wherever they are',
  (text) => {
    expect(parseSignatureHeader(text)).toEqual({
      ok: true,
      header: { signedAtSeconds: 7, signatures: ['aa'] },
    })
  },
)

test('accepts 1,024 characters and 21 entries, and not one more', () => {
  expect([header(1024), header(1025)].map(reasonOf)).toEqual([undefined, 'header_too_long'])
  expect([entries(21), entries(22)].map(reasonOf)).toEqual([undefined, 'too_many_signatures'])
})

test.each([undefined, ''])('says that the header %j is missing', (text) => {
  expect(reasonOf(text)).toBe('header_missing')
})

test.each([
  ['no time', 'v1=aa'],
  ['no signature', 't=1'],
  ['an unknown scheme alone', 't=1,v0=aa'],
  ['two times', 't=1,t=1,v1=aa'],
  ['a second header behind it', 't=1,v1=aa, t=1,v1=aa'],
  ['an empty value', 't=1,v1='],
  ['an empty time', 't=,v1=aa'],
  ['no equals sign', 't=1,v1'],
  ['no name', 't=1,=aa,v1=aa'],
  ['an empty entry', 't=1,v1=aa,'],
  ['a name with a sign in it', 't=1,v-1=bb,v1=aa'],
  ['a name that ends in a sign', 't=1,v1_=bb,v1=aa'],
  ['a name in capitals', 't=1,V1=aa'],
  ['a name of eleven characters', 't=1,abcdefghijk=bb,v1=aa'],
  ['a time that is no number', 't=now,v1=aa'],
  ['a time with a sign', 't=-1,v1=aa'],
  ['a time with a fraction', 't=1.5,v1=aa'],
  ['a time of thirteen digits', 't=1795000000000,v1=aa'],
])('refuses a header with %s', (_, text) => {
  expect(reasonOf(text)).toBe('header_malformed')
})
