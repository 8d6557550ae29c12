import { expect, test } from 'vitest'
import { ConfigError, parseConfig } from '#config.ts'

const env = {
  TILLSIDE_HOSTED: 'on',
  TILLSIDE_CONSOLE_URL: 'https://console.example.com',
  TILLSIDE_SESSION_SECRET: 'x'.repeat(32),
  TILLSIDE_MAIL_FROM: 'Tillside <hello@example.com>',
  TILLSIDE_KEKS: `k1:${btoa('k'.repeat(32))}`,
}
function problemsOf(changes: Record<string, string>): readonly string[] {
  try {
    parseConfig({ ...env, ...changes })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map((problem) => problem.split(':')[0] ?? '')
    throw error
  }
}

test('hosted needs an address, a secret, a sender and a key, and names what is missing', () => {
  expect(problemsOf({})).toEqual([])
  for (const name of Object.keys(env).filter((one) => one !== 'TILLSIDE_HOSTED'))
    expect(problemsOf({ [name]: '' })).toEqual([name])
  expect(problemsOf({ TILLSIDE_CONSOLE_URL: 'http://127.0.0.1:4748' })).toEqual(['TILLSIDE_CONSOLE_URL'])
  expect(problemsOf({ TILLSIDE_SESSION_SECRET: 'short' })).toEqual(['TILLSIDE_SESSION_SECRET'])
})

test('hosted does not start beside variables that better-auth would read', () => {
  for (const name of ['BETTER_AUTH_TRUSTED_ORIGINS', 'BETTER_AUTH_SECRETS', 'BETTER_AUTH_TELEMETRY'])
    expect(problemsOf({ [name]: 'x' })).toEqual([name])
  expect(problemsOf({ TILLSIDE_HOSTED: 'off', BETTER_AUTH_SECRET: 'x' })).toEqual([])
})

test('a sender is one address, with or without a name', () => {
  const from = (text: string) => parseConfig({ ...env, TILLSIDE_MAIL_FROM: text }).mailFrom
  expect(from('hello@example.com')).toEqual({ address: 'hello@example.com' })
  expect(from('Tillside Mail <hello@example.com>')).toEqual({
    address: 'hello@example.com',
    name: 'Tillside Mail',
  })
  for (const text of ['hello', 'a@example.com, b@example.com', 'A\nB <a@example.com>', '<a@example.com'])
    expect([text, problemsOf({ TILLSIDE_MAIL_FROM: text })]).toEqual([text, ['TILLSIDE_MAIL_FROM']])
})

test('a mail server is named as smtp or smtps', () => {
  expect(parseConfig({ ...env, TILLSIDE_SMTP_URL: 'smtps://u:p@mail.example.com' }).smtpUrl?.reveal()).toBe(
    'smtps://u:p@mail.example.com',
  )
  for (const text of ['mail.example.com', 'https://mail.example.com', 'smtp://'])
    expect([text, problemsOf({ TILLSIDE_SMTP_URL: text })]).toEqual([text, ['TILLSIDE_SMTP_URL']])
})
