// Manifests: how an extended one merges, and what is said about a wrong one.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { mergeManifests, readManifest } from './read-manifest.ts'

const folder = mkdtempSync(join(tmpdir(), 'tillside-manifest-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = (name: string, value: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}
const whole = {
  id: 'com.example.app',
  version: '1',
  name: 'App',
  icon: '',
  permissions: [{ permission: 'customer_read', purpose: 'Show it' }],
  ui_extension: {
    views: [{ viewport: 'settings', component: 'Settings' }],
    content_security_policy: { 'connect-src': ['https://api.example.com/v1/'], purpose: 'Data' },
  },
  constants: { BASE: 'https://api.example.com/v1', NESTED: { a: 1, b: 2 } },
}

test('objects merge, arrays and everything else are replaced', () => {
  expect(mergeManifests({ a: { b: 1, c: [1, 2] }, d: 'x' }, { a: { c: [3] }, d: null })).toEqual({
    a: { b: 1, c: [3] },
    d: null,
  })
})

test('an extended manifest is the one below with its own on top', () => {
  write('stripe-app.json', whole)
  const read = readManifest(
    write('stripe-app.dev.json', {
      extends: 'stripe-app.json',
      ui_extension: { content_security_policy: { 'connect-src': ['http://localhost:3000/v1/'] } },
      constants: { NESTED: { b: 3 } },
    }),
  )
  expect(read).toMatchObject({
    ok: true,
    warnings: [],
    manifest: {
      name: 'App',
      constants: { BASE: 'https://api.example.com/v1', NESTED: { a: 1, b: 3 } },
      ui_extension: {
        content_security_policy: { 'connect-src': ['http://localhost:3000/v1/'], purpose: 'Data' },
      },
    },
  })
  expect(read.files).toHaveLength(2)
})

const problems = (value: unknown): string => {
  const read = readManifest(write('wrong.json', value))
  return read.ok ? 'fine' : read.problems.join('\n')
}

test('what is wrong is said in words, all of it at once', () => {
  expect(problems('{ "id": ')).toContain('is not JSON')
  expect(problems('[]')).toContain('must hold one object')
  expect(problems({ extends: 'none.json' })).toContain('There is no file')
  expect(problems({ extends: 'wrong.json' })).toContain('extends itself')
  const said = problems({ ...whole, id: 'has spaces', ui_extension: { ...whole.ui_extension, views: [] } })
  expect(said).toContain('id: use letters')
  expect(said).toContain('ui_extension.views: name at least one view')
})

test('a source without a path is refused, as Stripe refuses it', () => {
  const policy = (source: string) => ({
    ...whole,
    ui_extension: {
      ...whole.ui_extension,
      content_security_policy: { 'connect-src': [source], purpose: 'x' },
    },
  })
  for (const source of [
    'https://api.example.com',
    'https://api.example.com/',
    'http://localhost:4801',
    'api.example.com/v1',
  ]) {
    expect([source, problems(policy(source))]).toEqual([source, expect.stringContaining('connect-src[0]')])
  }
  for (const source of ['https://api.example.com/v1', 'http://localhost:4801/v1/']) {
    expect(problems(policy(source))).toBe('fine')
  }
})

test('what the schema of today does not know is only mentioned', () => {
  const read = readManifest(
    write('odd.json', {
      ...whole,
      permissions: [{ permission: 'review_reed', purpose: 'x' }],
      ui_extension: { views: [{ viewport: 'stripe.dashboard.new.detail', component: 'New' }] },
    }),
  )
  expect(read).toMatchObject({
    ok: true,
    warnings: [
      expect.stringContaining('stripe.dashboard.new.detail'),
      expect.stringContaining('review_reed'),
    ],
  })
})
