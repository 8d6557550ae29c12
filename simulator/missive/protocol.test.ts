import { expect, test } from 'vitest'
import { parseFromFrame, parseFromHost, parseTheme, protocolMark } from './protocol.ts'

test('ignores messages without our mark', () => {
  expect(parseFromFrame({ type: 'hello' })).toBeUndefined()
  expect(parseFromFrame('hello')).toBeUndefined()
  expect(parseFromHost({ mark: 'other', type: 'event', name: 'x', args: [] })).toBeUndefined()
  expect(parseFromHost(null)).toBeUndefined()
})

test('rejects a call without number, name or arguments', () => {
  const call = { mark: protocolMark, type: 'call', id: 1, method: 'comment', args: ['hi'] }
  expect(parseFromFrame(call)).toEqual(call)
  expect(parseFromFrame({ ...call, id: '1' })).toBeUndefined()
  expect(parseFromFrame({ ...call, method: undefined })).toBeUndefined()
  expect(parseFromFrame({ ...call, args: 'hi' })).toBeUndefined()
})

test('parses an answer with its value or its error', () => {
  const answer = { mark: protocolMark, type: 'result', id: 7 }
  expect(parseFromHost({ ...answer, ok: true, value: [1] })).toEqual({ ...answer, ok: true, value: [1] })
  expect(parseFromHost({ ...answer, ok: false, error: 'no' })).toEqual({ ...answer, ok: false, error: 'no' })
})

test('keeps only Missive’s variables of a theme', () => {
  const variables = { '--missive-text-color': '#111', '--ts-bg': 'red', '--missive-x': 1 }
  expect(parseTheme({ name: 'dark', variables })).toEqual({
    name: 'dark',
    variables: { '--missive-text-color': '#111' },
  })
  expect(parseTheme({ name: 'pink', variables: {} })).toBeUndefined()
})
