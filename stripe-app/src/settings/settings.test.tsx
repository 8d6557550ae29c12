// The settings: connection faults, the list of panels, and signing in to other services.

import { describe, expect, test, vi } from 'vitest'
import type { AppConnection, OauthState } from '../generated/contract.ts'
import { contextOf, draw, until } from '../testing/draw.tsx'
import { findDeep, textDeep } from '../testing/find-deep.ts'
import { type Respond, installGateway, problem } from '../testing/gateway.ts'
import { host } from '../testing/host.ts'
import AppSettings from '../views/AppSettings.tsx'
import DrawerDefault from '../views/DrawerDefault.tsx'

const connection: AppConnection = {
  gateway: 'tillside',
  version: '0.1.0',
  userId: 'usr_1',
  accountId: 'acct_1',
  mode: 'live',
  sandbox: false,
  roles: ['admin', 'refund_analyst'],
  panels: [{ id: 'returns', title: 'Shipping and returns', for: ['invoice', 'email'] }],
  services: [{ id: 'crm', title: 'Kettle CRM' }],
}
const signedOut: OauthState = { service: 'crm', state: 'signed_out' }

function open(answer: Respond, changes: Parameters<typeof contextOf>[0] = {}) {
  const requests = installGateway(answer)
  return { requests, screen: draw(<AppSettings {...contextOf(changes)} />) }
}

/** A gateway with one service, whose sign-in is in `state`. */
const gateway =
  (state: { now: OauthState }): Respond =>
  ({ path }) => {
    if (path === 'connection') return Response.json(connection)
    if (path === 'oauth/start') {
      const authorizeUrl = 'https://crm.example/authorize?client_id=tillside&state=issued'
      return Response.json({ ...signedOut, start: { state: 'issued', authorizeUrl } })
    }
    if (path === 'oauth/exchange')
      state.now = { service: 'crm', state: 'signed_in', account: 'ada@kettle.example' }
    if (path === 'oauth/sign_out') state.now = signedOut
    return Response.json(state.now)
  }

describe('the connection test', () => {
  test.each([
    [() => problem(401, 'signature_refused'), 'STRIPE_APP_SECRETS'],
    [() => problem(403, 'not_installed'), 'STRIPE_APP_ACCOUNTS'],
    [() => problem(403, 'role_missing'), 'Ask an administrator'],
    [() => new Response('<html>'), 'not a Tillside gateway'],
    [() => Response.json({ hello: 'world' }), 'not a Tillside gateway'],
  ] as const)('shows the fault and a remedy: %#', async (answer, words) => {
    const { screen } = open(answer)
    await until(screen, words)
    expect(textDeep(screen)).toContain('Not connected')
  })

  test('distinguishes an address that is missing, not https, or not in the manifest', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    for (const [apiBase, words] of [
      ['', 'does not know its gateway'],
      ['http://gateway.example/stripe-app', 'is not https'],
    ] as const) {
      await until(draw(<AppSettings {...contextOf({ apiBase })} />), words)
    }
    host().allowsSource = false
    await until(draw(<AppSettings {...contextOf()} />), 'connect-src')
    host().allowsSource = true
    await until(draw(<AppSettings {...contextOf()} />), 'cannot be reached')
  })

  test('says when Stripe does not sign, and that a first upload helps', async () => {
    const { screen } = open(() => Response.json(connection))
    await until(screen, 'Connected')
    host().sign = () => Promise.reject(new Error('No such app'))
    findDeep(screen, 'Button', 'Test again').press()
    await until(screen, 'stripe apps upload')
  })

  test('shows whom the gateway identifies as the viewer, and the panels', async () => {
    const { screen } = open(gateway({ now: signedOut }))
    await until(screen, 'Shipping and returns')
    const text = textDeep(screen)
    expect(text).toContain('admin, refund analyst')
    expect(text).toContain('Beside: invoice, email')
    expect(text).toContain('Kettle & Co · acct_1')
  })
})

describe('signing in to another service', () => {
  test('links to the service with the challenge and the state that Stripe derived from the issued one', async () => {
    const { screen } = open(gateway({ now: signedOut }))
    await until(screen, 'Sign in to Kettle CRM')
    const button = findDeep(screen, 'Button', 'Sign in to Kettle CRM')
    const url = new URL(String(button.props['href']))
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'tillside',
      state: 'crm.issued',
      code_challenge: 'challenge',
      code_challenge_method: 'S256',
    })
    button.press()
    await until(screen, 'Continue at Kettle CRM')
    findDeep(screen, 'Link', 'Cancel').press()
    await until(screen, 'Sign in to Kettle CRM')
  })

  test('returning signs in once, and signing out does not use the code again', async () => {
    const oauth = { code: 'code_settings', verifier: 'v'.repeat(43), state: 'crm.issued' }
    const state = { now: signedOut }
    const { screen, requests } = open(gateway(state), { oauth })
    await until(screen, 'ada@kettle.example')
    findDeep(screen, 'Button', 'Sign out').press()
    await until(screen, 'Sign in to Kettle CRM')
    const again = draw(<AppSettings {...contextOf({ oauth })} />)
    await until(again, 'Sign in to Kettle CRM')
    expect(requests.filter(({ path }) => path === 'oauth/exchange')).toHaveLength(1)
    expect(requests.find(({ path }) => path === 'oauth/exchange')?.args).toMatchObject({ state: 'issued' })
  })

  test('a denial without a state is shown without naming a service', async () => {
    const { screen } = open(gateway({ now: signedOut }), { oauth: { error: 'access_denied' } })
    await until(screen, 'The sign-in was not completed')
    await until(screen, 'Sign in to Kettle CRM')
  })
})

test('the drawer without an object links to the lists with panels', async () => {
  installGateway(gateway({ now: signedOut }))
  const screen = draw(<DrawerDefault {...contextOf()} />)
  await until(screen, 'Shipping and returns')
  expect(findDeep(screen, 'ListItem', 'Invoices').text).toContain('Open')
  expect(textDeep(screen)).not.toContain('Customers')
})
