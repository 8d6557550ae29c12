import { expect, onTestFinished, test } from 'vitest'
import { startPreview } from './world.ts'

test('with TILLSIDE_HOSTED=on the preview has a sign-in page, and a mailbox for its codes', async () => {
  const preview = await startPreview({ PORT: '0', TILLSIDE_HOSTED: 'on' }, { quiet: true })
  onTestFinished(() => preview.close())
  const { consoleUrl, mailboxUrl = '' } = preview
  expect(new URL(consoleUrl).hostname).toBe('localhost')
  const { origin } = new URL(consoleUrl)
  const headers = { 'Content-Type': 'application/json', Origin: origin, 'Tillside-Console': '1' }
  const body = JSON.stringify({ email: 'ada@example.com' })
  const response = await fetch(`${origin}/api/session/code`, { method: 'POST', headers, body })
  expect(response.status).toBe(200)
  await expect.poll(async () => (await fetch(mailboxUrl)).text()).toMatch(/\d{6} is your Tillside code/)
})

test('without it there is neither', async () => {
  const preview = await startPreview({ PORT: '0' }, { quiet: true })
  onTestFinished(() => preview.close())
  expect(preview.mailboxUrl).toBeUndefined()
  const { origin } = new URL(preview.consoleUrl)
  expect((await fetch(`${origin}/console/sign-in`)).status).toBe(404)
  expect((await fetch(`${origin}/api/session`)).status).toBe(404)
})
