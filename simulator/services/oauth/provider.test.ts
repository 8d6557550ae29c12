import { expect, test } from 'vitest'
import { createProvider } from './provider.ts'

const query = {
  response_type: 'code',
  client_id: 'client',
  redirect_uri: 'http://127.0.0.1/back',
  code_challenge: 'c'.repeat(43),
  code_challenge_method: 'S256',
}

test('only a person who saw the consent page can consent', async () => {
  const { app } = createProvider({ clientId: 'client', redirectUris: [query.redirect_uri] })
  const page = await (await app.request(`/authorize?${new URLSearchParams(query)}`)).text()
  const [, token = ''] = /name="token" value="([^"]+)"/.exec(page) ?? []
  const consent = async (more: Record<string, string>) => {
    const body = new URLSearchParams({ ...query, decision: 'allow', ...more })
    return (await app.request('/authorize', { method: 'POST', body })).status
  }
  expect([await consent({}), await consent({ token: 'guessed' }), await consent({ token })]).toEqual([
    400, 400, 303,
  ])
})
