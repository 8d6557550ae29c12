import { expect, test } from 'vitest'
import { createMailbox } from './mailbox.ts'

const mail = {
  id: 'job_1',
  from: { address: 'hello@example.com', name: 'Tillside' },
  to: 'ada@example.com',
  subject: '<b>Hello</b>',
  text: 'Accept:\nhttps://console.example.com/console/sign-in#invitation=00\n<script>',
  html: '<p onclick="x">Hello</p>',
  headers: {},
}
const get = async (mailbox: ReturnType<typeof createMailbox>, path: string) =>
  mailbox.handle(new Request(`http://127.0.0.1${path}`))

test('lists mails newest first, and shows one as text and as sandboxed HTML', async () => {
  const mailbox = createMailbox()
  expect(await (await get(mailbox, '/')).text()).toContain('No mails yet')
  mailbox.receive(mail)
  mailbox.receive({ ...mail, id: 'job_2', subject: 'Second' })
  const list = await (await get(mailbox, '/')).text()
  expect(list.indexOf('Second')).toBeLessThan(list.indexOf('&lt;b&gt;Hello'))
  const shown = await (await get(mailbox, '/job_1')).text()
  expect(shown).toContain('<a href="https://console.example.com/console/sign-in#invitation=00"')
  expect(shown).toContain('<iframe sandbox title="The mail as HTML" srcdoc="&lt;p onclick=&quot;x&quot;&gt;')
  expect(shown).not.toContain('<script>')
  expect((await get(mailbox, '/job_3')).status).toBe(404)
})
