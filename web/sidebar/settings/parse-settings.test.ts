import { expect, test } from 'vitest'
import {
  authHeaders,
  isSafeAddress,
  normalizeAddress,
  parseSettings,
  readOlderSettings,
} from './parse-settings.ts'

const page = 'https://till.example/'

test.each([
  null,
  undefined,
  {},
  { version: 2 },
  { version: 1, kind: 'key', url: page },
  { version: 1, kind: 'gateway', url: page, headerName: 'X' },
  'text',
])('rejects unusable settings %j', (value) => {
  expect(parseSettings(value)).toBeUndefined()
})

test('reads settings as they were saved, without unknown fields', () => {
  const saved = {
    version: 1,
    kind: 'gateway',
    url: page,
    headerName: 'X-API-KEY',
    headerValue: ' s ',
    mode: 'test',
    locale: 'de',
  }
  expect(parseSettings({ ...saved, more: 1 })).toEqual(saved)
})

test('adds a scheme and one slash to an address, and removes query and hash', () => {
  expect(normalizeAddress(' till.example/base?x#y ')).toBe('https://till.example/base/')
  expect(normalizeAddress('javascript:alert(1)')).toBeUndefined()
  expect(normalizeAddress('https://user:pass@till.example')).toBeUndefined()
})

test('allows secrets only over https, or to this machine', () => {
  expect(isSafeAddress('http://till.example/')).toBe(false)
  for (const url of [
    'https://till.example/',
    'http://127.0.0.1:4748/',
    'http://localhost/',
    'http://[::1]:1/',
  ]) {
    expect(isSafeAddress(url)).toBe(true)
  }
  expect(isSafeAddress('http://127.0.0.1.evil.example/')).toBe(false)
})

test('reads older settings of both kinds', () => {
  expect(
    readOlderSettings(
      { type: 'custom', url: 'https://p.example/stripe/v1', headerName: 'x-auth', headerValue: 's' },
      page,
    ),
  ).toEqual({
    kind: 'gateway',
    url: 'https://p.example/',
    headerName: 'x-auth',
    headerValue: 's',
  })
  expect(readOlderSettings({ type: 'hosted', key: 'ek_1' }, page)).toEqual({
    kind: 'key',
    url: page,
    connectionKey: '',
  })
  expect(readOlderSettings({ type: 'hosted', key: 'tsk_1' }, page)).toEqual({
    kind: 'key',
    url: page,
    connectionKey: 'tsk_1',
  })
  expect(readOlderSettings({}, page)).toBeUndefined()
})

test('creates the headers for each kind of connection', () => {
  expect(authHeaders({ kind: 'key', url: page, connectionKey: 'tsk_1' })).toEqual({
    authorization: 'Bearer tsk_1',
  })
  expect(authHeaders({ kind: 'gateway', url: page, headerName: 'X', headerValue: 's' })).toEqual({ X: 's' })
})
