// The manifests, held against Stripe's rules as far as they matter here.
// https://docs.stripe.com/stripe-apps/reference/app-manifest

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Manifest = {
  id: string
  version: string
  name: string
  icon: string
  distribution_type: string
  stripe_api_access_type: string
  permissions: { permission: string; purpose: string }[]
  ui_extension: {
    views: { viewport: string; component: string }[]
    content_security_policy: { 'connect-src': string[]; purpose: string }
  }
  constants: { API_BASE: string }
}

const here = new URL('..', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, here), 'utf8')) as Manifest
const app = read('stripe-app.json')
const dev = read('stripe-app.dev.json') as Partial<Manifest> & { extends: string }

describe('the manifest', () => {
  test('is private, for the account’s own key, and may be installed in a sandbox', () => {
    expect(app).toMatchObject({
      distribution_type: 'private',
      stripe_api_access_type: 'platform',
      sandbox_install_compatible: true,
    })
    expect(app.id).toMatch(/^[a-zA-Z0-9_\-.]+$/)
    expect(app.version).toBe(read('package.json').version)
    expect(app.icon).toMatch(/^\.\/.+\.png$/)
    expect(readFileSync(new URL(app.icon, here)).subarray(1, 4).toString()).toBe('PNG')
  })

  test('asks for what each view needs, and for nothing else', () => {
    const needs: Record<string, string[]> = {
      customer: ['customer_read'],
      invoice: ['invoice_read'],
      product: ['product_read'],
      subscription: ['subscription_read'],
      payment: ['payment_intent_read', 'charge_read'],
    }
    const kinds = app.ui_extension.views.flatMap(
      ({ viewport }) => /^stripe\.dashboard\.(\w+)\.detail$/.exec(viewport)?.[1] ?? [],
    )
    const needed = [...kinds.flatMap((kind) => needs[kind] ?? [kind]), 'secret_write']
    expect(app.permissions.map(({ permission }) => permission).sort()).toEqual(needed.sort())
    for (const { purpose } of app.permissions) expect(purpose.length).toBeGreaterThan(20)
  })

  test('has each view once, with a file of its component’s name and no file besides', () => {
    const { views } = app.ui_extension
    expect(new Set(views.map(({ viewport }) => viewport)).size).toBe(views.length)
    const files = readdirSync(new URL('src/views/', here))
    expect(files.sort()).toEqual(views.map(({ component }) => `${component}.tsx`).sort())
    expect(views.map(({ viewport }) => viewport)).toContain('stripe.dashboard.drawer.default')
    expect(views.map(({ viewport }) => viewport)).toContain('settings')
  })
})

describe.each([
  ['stripe-app.json', app, /^https:\/\//],
  ['stripe-app.dev.json', dev, /^http:\/\/localhost:/],
] as const)('the addresses of %s', (_, { ui_extension, constants }, scheme) => {
  const sources = ui_extension?.content_security_policy['connect-src'] ?? []
  const base = constants?.API_BASE ?? ''

  test('are one prefix, with a path and a slash at its end, which covers all below', () => {
    expect(sources).toHaveLength(1)
    expect(sources[0]).toMatch(/^https?:\/\/.*\/.+\/$/)
    expect(sources[0]).toMatch(scheme)
  })

  test('agree: where the app asks is where it may ask', () => {
    expect(`${base}/`).toBe(sources[0])
  })
})

test('the manifest for development extends the other and changes addresses alone', () => {
  expect(dev.extends).toBe('stripe-app.json')
  expect(existsSync(new URL(dev.extends, here))).toBe(true)
  expect(Object.keys(dev).sort()).toEqual(['$schema', 'constants', 'extends', 'ui_extension'])
  expect(Object.keys(dev.ui_extension ?? {})).toEqual(['content_security_policy'])
})
