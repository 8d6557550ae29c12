// Form fields of the Dashboard's components: typed text stays, and extensions can read the events.

import { beforeEach, describe, expect, test } from 'vitest'
import { useGallery } from '../../worlds/browser/component-gallery.ts'

const gallery = useGallery()
const { show, lastCall } = gallery

describe('a field controlled by the extension', () => {
  beforeEach(() => show('afar'))
  const remote = () => gallery.page().locator('output').textContent()

  test('keeps every keystroke and the caret while its echoes arrive late', async () => {
    const note = gallery.page().getByLabel('Note')
    await note.focus()
    await gallery.page().keyboard.press('Home')
    await gallery.page().keyboard.type('Well, ', { delay: 25 })
    await expect.poll(remote).toContain('Well, Hello world')
    await gallery.page().keyboard.type('very ')
    await expect.poll(remote).toContain('Well, very Hello world')
    expect(await note.inputValue()).toBe('Well, very Hello world')
  })

  test('shows the text as the extension changed it', async () => {
    await gallery.page().getByLabel('Capitals').press('End')
    await gallery.page().keyboard.type('cd', { delay: 20 })
    await expect.poll(() => gallery.page().getByLabel('Capitals').inputValue()).toBe('ABCD')
  })

  test('returns to the old value if the extension refuses a change', async () => {
    await gallery.page().getByLabel('Digits').pressSequentially('x')
    await expect.poll(() => gallery.page().getByLabel('Digits').inputValue()).toBe('12')
    await gallery.page().getByLabel('Refused').click()
    await expect.poll(() => gallery.page().getByLabel('Refused').isChecked()).toBe(false)
  })

  test('is read-only without a change handler', async () => {
    await gallery.page().getByLabel('Fixed').pressSequentially('x')
    expect(await gallery.page().getByLabel('Fixed').inputValue()).toBe('Nobody listens')
  })

  test('switches and selects immediately', async () => {
    await gallery.page().getByRole('switch', { name: 'On' }).click()
    expect(await gallery.page().getByRole('switch', { name: 'On' }).isChecked()).toBe(true)
    await gallery.page().getByRole('combobox', { name: 'One' }).selectOption('two')
    expect(await gallery.page().getByRole('combobox', { name: 'One' }).inputValue()).toBe('two')
    await expect.poll(remote).toContain('true | two')
  })
})

describe('fields', () => {
  test('send events as plain data that extensions can read', async () => {
    await show('fields')
    await gallery.page().getByLabel('Name').pressSequentially('I')
    expect(await lastCall('text')).toMatchObject({
      type: 'change',
      target: { value: 'I' },
      currentTarget: { value: 'I' },
    })
    await gallery.page().getByLabel('Carrier').selectOption('dhl')
    expect(await lastCall('select')).toMatchObject({ target: { value: 'dhl' } })
    await show('choices')
    await gallery.page().getByLabel('Tell the customer').click()
    expect(await lastCall('check')).toMatchObject({ target: { checked: true } })
    await gallery.page().getByLabel('To the outlet').click()
    expect(await gallery.page().getByLabel('Back to the shelf').isChecked()).toBe(false)
  })

  test('reference their description and their error', async () => {
    await show('fields')
    const email = gallery.page().getByLabel('Email')
    expect(await email.getAttribute('aria-invalid')).toBe('true')
    const words = await email.evaluate((field) =>
      (field.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent?.trim()),
    )
    expect(words).toEqual(['For tracking mails.', 'This is not an email address.'])
  })

  test('an amount is typed as people write it and sent in minor units', async () => {
    await show('choices')
    const refund = gallery.page().getByLabel('Refund')
    await refund.fill('1,234.5')
    expect(await lastCall('amount')).toBe(123450)
    await refund.blur()
    expect(await refund.inputValue()).toBe('1,234.50')
    await refund.fill('')
    expect(await lastCall('amount')).toBe(null)
    await refund.pressSequentially('1.239x')
    expect(await lastCall('amount')).toBe(123)
    await gallery.page().getByLabel('Currency').selectOption('JPY')
    expect(await lastCall('currency')).toBe('JPY')
    expect(await gallery.page().getByLabel('Fee').inputValue()).toBe('300')
  })

  test('a search field works by keyboard', async () => {
    await show('choices')
    const product = gallery.page().getByRole('combobox', { name: 'Product' })
    await product.pressSequentially('a')
    await gallery.page().keyboard.press('ArrowDown')
    await gallery.page().keyboard.press('Enter')
    expect(await lastCall('search')).toBe('p3')
    expect(await product.inputValue()).toBe('Canvas bag')
    await gallery.page().getByRole('combobox', { name: 'Tags' }).click()
    await gallery.page().getByRole('option', { name: 'Linen shirt' }).click()
    expect(await lastCall('searchMany')).toEqual(['p2', 'p1'])
  })

  test('a range is picked as two days in the time zone of the extension', async () => {
    await show('choices')
    await gallery.page().getByRole('button', { name: 'Shipped Last 7 days' }).click()
    await gallery.page().getByRole('button', { name: 'Show previous month' }).click()
    const days = gallery.page().getByRole('gridcell').locator('button:not(.sd-day-other)')
    await days.nth(9).click()
    await days.nth(3).click()
    const { range } = (await lastCall('range')) as { range: { start: Date; end: Date } }
    const inBerlin = (date: Date) =>
      new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Europe/Berlin',
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(date)
    expect(inBerlin(range.start)).toMatch(/^04\/\d\d\/\d{4}, 00:00:00$/)
    expect(inBerlin(range.end)).toMatch(/^10\/\d\d\/\d{4}, 23:59:59$/)
    await gallery
      .page()
      .getByRole('button', { name: /^Shipped/ })
      .click()
    await gallery.page().getByRole('button', { name: 'Year to date' }).click()
    expect(await lastCall('range')).toMatchObject({ range: 'yearToDate' })
  })

  test('a file goes to the page, and its metadata to the extension', async () => {
    await show('choices')
    await gallery
      .page()
      .getByLabel('Proof of delivery')
      .setInputFiles({ name: 'proof.pdf', mimeType: 'application/pdf', buffer: Buffer.from('x') })
    await expect
      .poll(() => lastCall('file'))
      .toMatchObject({ object: 'file', filename: 'proof.pdf', purpose: 'dispute_evidence' })
  })
})
