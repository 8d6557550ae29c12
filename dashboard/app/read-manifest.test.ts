// Manifests: merging of extended ones, and messages about invalid ones.

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

test('merges objects and replaces arrays and everything else', () => {
  expect(mergeManifests({ a: { b: 1, c: [1, 2] }, d: 'x' }, { a: { c: [3] }, d: null })).toEqual({
    a: { b: 1, c: [3] },
    d: null,
  })
})

test('merges an extended manifest over its base', () => {
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

test('reports all problems together, in plain words', () => {
  expect(problems('{ "id": ')).toContain('is not JSON')
  expect(problems('[]')).toContain('must contain a JSON object')
  expect(problems({ extends: 'none.json' })).toContain('There is no file')
  expect(problems({ extends: 'wrong.json' })).toContain('extends itself')
  const message = problems({ ...whole, id: 'has spaces', ui_extension: { ...whole.ui_extension, views: [] } })
  expect(message).toContain('id: use letters')
  expect(message).toContain('ui_extension.views: name at least one view')
})

test('rejects a source without a path, as Stripe does', () => {
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

test('only warns about unknown viewports and permissions', () => {
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
